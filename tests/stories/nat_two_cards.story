# A NAT that was learnt, with one card inside and another outside: the visible client is named once, for each way in which it calls.
at 2024-10-02T08:00:00Z
device client 192.168.7.5 02:5a:17:00:00:75 gateway 02:5a:17:00:00:08
device inside 192.168.7.1 02:5a:17:00:00:08
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 63

inside arps
nat arps
client opens http to 198.51.100.7 name p07.upd.kaspersky.com
nat opens http to 198.51.100.7 name p07.upd.kaspersky.com
client opens tls to 198.51.100.8 name s07.upd.kaspersky.com from 45001
nat opens tls to 198.51.100.8 name s07.upd.kaspersky.com from 45001
passes 11s
expect alert opened device client via 10.20.30.9 behind none count 2
expect no device nat
expect no device inside
