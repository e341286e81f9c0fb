# In September 2018 the branded product is forbidden already, the engine inside another is not: one alert, not two.
# covers: us-bod-17-01/any-part silent
# covers: us-bod-17-01/branded-products fires
at 2018-09-30T23:40:00-04:00
config:
  determinations: [us-bod-17-01]
device desk 10.8.3.14 02:5a:17:08:03:14
device resolver 10.8.0.2 02:5a:17:08:00:02

desk asks kav8.zonealarm.com of resolver
resolver answers 203.0.113.18
desk opens tls to 203.0.113.18 name kav8.zonealarm.com
server sends 20KiB
desk asks touch.kaspersky.com of resolver
resolver answers nxdomain
passes 5min
expect alert opened device desk service update blocked nxdomain evidence asked severity notice
expect no alert
expect device desk service white-label state before-cutoff before.count 1
