# The determination on one vendor and an organisation's own on another, each with its own date: two contacts, two alerts.
at 2026-04-01T09:00:00-04:00
config:
  determinations: [us-icts-2021-002, example-own-cutoff]
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
desk asks node3.cloud.example of resolver
resolver answers 203.0.113.3
passes 11s
expect alert opened device desk vendor kaspersky service update determination us-icts-2021-002
expect alert opened device desk vendor example-cloud service cloud determination example-own-cutoff
