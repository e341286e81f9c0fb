# A neighbour of the NAT hands its frames to the same router as the NAT does: it is not behind it, however alike their requests are.
at 2024-10-02T08:00:00Z
config:
  networks:
    nats: [10.20.30.9]
device desk 10.20.30.40 02:5a:17:00:00:17
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 63

desk opens http to 198.51.100.7 name p07.upd.kaspersky.com
nat opens http to 198.51.100.7 name p07.upd.kaspersky.com
passes 11s
expect alert opened device desk via none behind none
expect alert opened device nat behind 10.20.30.9
