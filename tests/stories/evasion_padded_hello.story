# Hellos that padding makes as large as sixteen kilobytes (RFC 7685 does so for two hundred octets) name what they name.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device lamp 10.20.30.41 02:5a:17:00:00:18

desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com size 16000
server sends 40KiB
passes 11s
expect alert opened device desk service update name s07.upd.kaspersky.com evidence transferred
lamp opens quic to 198.51.100.8 name s07.upd.kaspersky.com size 3000
server sends 40KiB
passes 11s
expect alert opened device lamp service update name s07.upd.kaspersky.com evidence transferred
