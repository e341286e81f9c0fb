# The firewall leads blocked names to an address of its own: the device asked, and its hello reached the blocker only.
at 2024-10-02T08:00:00Z
config:
  networks:
    sinkholes: [10.20.30.66]
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 10.20.30.66
desk opens tls to 10.20.30.66 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk service update evidence asked blocked sinkhole severity notice
