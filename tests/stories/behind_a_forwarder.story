# The mirror sees only what the DNS forwarder asks of the Internet: it is named as what it is, a forwarder.
at 2024-10-02T08:00:00Z
config:
  networks:
    forwarders: [10.20.30.53]
device forwarder 10.20.30.53 02:5a:17:00:00:53

forwarder asks s07.upd.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.7
passes 11s
expect alert opened behind 10.20.30.53 service update evidence resolved message~ "not visible from here"
