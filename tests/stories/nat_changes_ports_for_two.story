# One client of the NAT is visible and asks once; the NAT asks twice. The second request is somebody else's, who is not visible from here.
at 2024-10-02T08:00:00Z
config:
  networks:
    nats: [10.20.30.9]
device client 192.168.7.5 02:5a:17:00:00:75 gateway 02:5a:17:00:00:08
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 63

client opens http to 198.51.100.7 name p07.upd.kaspersky.com
nat opens http to 198.51.100.7 name p07.upd.kaspersky.com
nat opens http to 198.51.100.7 name p07.upd.kaspersky.com
passes 11s
expect alert opened device client via 10.20.30.9 behind none count 1
expect alert opened device nat behind 10.20.30.9 count 1
