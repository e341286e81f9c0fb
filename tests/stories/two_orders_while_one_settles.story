# A second order is loaded while an incident of the first one settles: one message names both.
at 2024-10-02T08:00:00Z
config:
  determinations: [us-icts-2021-002]
device desk 10.20.30.40 02:5a:17:00:00:17
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 3s
reload:
  determinations: [us-icts-2021-002, us-bod-17-01]
passes 20s
expect 1 alerts opened rule~ us-bod-17-01 rule~ us-icts-2021-002 retroactive none
