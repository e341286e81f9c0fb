# A device that went quiet is forgotten after the retention; what calls it later begins anew.
config:
  retention:
    devices: 20d
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update
passes 2d
desk arps
passes 2d
desk arps
passes 2d
desk arps
passes 18h
desk arps
passes 7h
expect alert quiet device desk service update
passes 30d
desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update count 1
