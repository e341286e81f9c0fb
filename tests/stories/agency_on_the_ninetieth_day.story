# A federal agency, ninety days after the directive of 2017: a file server still updates over plain HTTP.
# covers: us-bod-17-01/branded-products fires
at 2017-12-12T00:00:05-05:00
config:
  determinations: [us-bod-17-01]
device files 10.8.0.25 02:5a:17:08:00:25
device resolver 10.8.0.2 02:5a:17:08:00:02

files asks downloads3.kaspersky-labs.com of resolver
resolver answers 198.51.100.8 ttl 120
files opens http to 198.51.100.8 name downloads3.kaspersky-labs.com path /index/u0607g.xml
server sends 9KiB
passes 11s
expect alert opened device files service update evidence transferred severity err determination us-bod-17-01 rule us-bod-17-01 cutoff 2017-12-12T00:00:00-05:00
