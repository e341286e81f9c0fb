# A client behind a configured NAT sends a decoy: told with the NAT as what it is behind.
at 2024-10-02T08:00:00Z
config:
  networks:
    nats: [10.20.30.9]
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 63
nat asks www.example.org of 9.9.9.9
9.9.9.9 answers 203.0.113.9
nat opens tls to 203.0.113.9 name s07.upd.kaspersky.com
passes 11s
expect alert decoy behind 10.20.30.9
