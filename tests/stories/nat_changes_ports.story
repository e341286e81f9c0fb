# A NAT gives out ports of its own, and both of its sides are mirrored: the client inside is named for its question and its request, the NAT for nothing.
at 2024-10-02T08:00:00Z
config:
  networks:
    nats: [10.20.30.9]
device client 192.168.7.5 02:5a:17:00:00:75 gateway 02:5a:17:00:00:08
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 63

client asks p07.upd.kaspersky.com of 9.9.9.9
nat asks p07.upd.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.7
9.9.9.9 answers 198.51.100.7
client opens http to 198.51.100.7 name p07.upd.kaspersky.com path /index/u1313g.xml
nat opens http to 198.51.100.7 name p07.upd.kaspersky.com path /index/u1313g.xml
server sends 40KiB
passes 11s
expect alert opened device client via 10.20.30.9 behind none count 1 evidence contacted
expect no device nat
