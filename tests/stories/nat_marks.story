# Both sides of a NAT are seen, and a request bears a mark: the NAT is not suspected for it.
at 2024-10-02T08:00:00Z
config:
  networks:
    nats: [10.20.30.9]
device client 192.168.7.5 02:5a:17:00:00:75
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 63
client opens http to 198.51.100.7 name p07.upd.kaspersky.com from 45001 path /index/u1313g.xml
nat opens http to 198.51.100.7 name p07.upd.kaspersky.com from 45001 path /index/u1313g.xml
passes 11s
expect alert opened device client via 10.20.30.9 behind none count 1
expect no device nat
