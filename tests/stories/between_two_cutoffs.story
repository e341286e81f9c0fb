# Between two cutoffs one determination forbids the contact, and the other does not yet: it is named alone, later both.
at 2024-01-10T08:00:00-05:00
config:
  determinations: [us-icts-2021-002, ca-gov-mobile-2023]
device phone 10.66.1.30 02:5a:17:66:01:30
device resolver 10.66.0.1 02:5a:17:66:00:01

phone asks s03.upd.kaspersky.com of resolver
resolver answers 198.51.100.66
passes 11s
expect 1 alerts opened device phone determination ca-gov-mobile-2023
ignore continuing
ignore quiet
ignore returned
ignore sensor
ignore heartbeat
at 2024-10-01T08:00:00-04:00
phone asks s03.upd.kaspersky.com of resolver
resolver answers 198.51.100.66
passes 11s
expect 1 alerts opened device phone determination us-icts-2021-002 first 2024-10-01T08:00:00-04:00
