# An exemption mutes a device until its end; then the whole history is told.
config:
  exemptions:
    - device: 10.20.30.40
      service: update
      owner: IT operations
      reason: the licence runs out
      until: "2024-10-05T00:00:00Z"
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 1d
desk asks s07.upd.kaspersky.com of resolver
passes 1d
expect no alert
expect device desk service update state exempt after.count 2
restart
passes 1d
expect alert opened device desk service update count 2 first 2024-10-02T08:00:00Z
