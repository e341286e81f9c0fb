# The rule wants no reminders.
config:
  rules:
    - {name: us, determination: us-icts-2021-002, reminders: off}
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update rule us
passes 3d
desk asks s07.upd.kaspersky.com of resolver
passes 3d
expect no alert
