# What is borne with of one device is told of another.
config:
  exemptions:
    - {device: "02:5a:17:00:00:99", owner: IT, reason: test, until: "2025-01-01T00:00:00Z"}
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update
