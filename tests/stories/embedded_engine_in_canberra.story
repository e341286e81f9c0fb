# The direction does not reach engines inside other products: the gateway's update is recorded, and not told.
# covers: au-pspf-002-2025/products-and-web-services silent
at 2025-04-02T10:00:00+11:00
config:
  determinations: [au-pspf-002-2025]
device gateway 172.16.6.2 02:5a:17:06:00:02
device resolver 172.16.6.1 02:5a:17:06:00:01

gateway asks kav8.checkpoint.com of resolver
resolver answers 203.0.113.80
gateway opens tls to 203.0.113.80 name kav8.checkpoint.com
server sends 2MiB
passes 30min
expect no alert
expect device gateway service white-label prohibited false state exempt after.count 1
