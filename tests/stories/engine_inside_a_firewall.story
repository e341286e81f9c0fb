# The law of 2018 forbids the engine inside other products too: from 1 October a desktop firewall counts.
# covers: us-bod-17-01/any-part fires
at 2018-10-01T07:45:00-04:00
config:
  determinations: [us-bod-17-01]
device desk 10.8.3.14 02:5a:17:08:03:14
device resolver 10.8.0.2 02:5a:17:08:00:02

desk leases name accounting-3 of resolver
desk asks kav8.zonealarm.com of resolver
resolver answers 203.0.113.18
desk opens tls to 203.0.113.18 name kav8.zonealarm.com
server sends hello
passes 11s
expect alert opened device desk device.name accounting-3 service white-label determination us-bod-17-01 cutoff 2018-10-01T00:00:00-04:00
