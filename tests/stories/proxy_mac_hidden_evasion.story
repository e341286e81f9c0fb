# A client behind a configured NAT goes around the block: the alert says that it is not visible.
at 2024-10-02T08:00:00Z
config:
  networks:
    nats: [10.20.30.9]
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 63
device resolver 10.20.30.1 02:5a:17:00:00:01
nat asks s07.upd.kaspersky.com of resolver
resolver answers nxdomain
passes 1s
nat asks s07.upd.kaspersky.com of 8.8.8.8
passes 11s
expect alert opened behind 10.20.30.9
expect alert evasion behind 10.20.30.9
