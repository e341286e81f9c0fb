# The rules change while the program is stopped: the past is judged at the start, and told with the first packet.
at 2025-01-02T08:00:00Z
config:
  determinations: [example-own-cutoff]
  watchlists: [kaspersky, example-own]
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers nxdomain
passes 1min
expect no alert
sensor down
file cutoffd.yaml:
  sensor: story
  determinations: [us-icts-2021-002, example-own-cutoff]
sensor up
passes 1min
expect 1 alerts opened device desk service update retroactive true blocked nxdomain evidence asked first 2025-01-02T08:00:00Z
