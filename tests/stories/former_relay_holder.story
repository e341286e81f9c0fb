# desk once held the address at which an administration server stands now. Clients of the server are not "managed behind" desk's call.
at 2024-10-02T08:00:00Z
device desk 10.20.30.5 02:5a:17:00:00:17
device box 10.20.30.6 02:5a:17:00:00:05
device client 10.20.30.77 02:5a:17:00:00:77
desk leases name desk-17
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device.mac 02:5a:17:00:00:17
at +2h
desk takes 10.20.30.90 instead
desk leases name desk-17
box takes 10.20.30.5 instead
box arps
client arps
client opens tcp to 10.20.30.5:13000
client sends 100B
passes 1min
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert escalated device.mac 02:5a:17:00:00:17 message~ "update"
expect no alert
expect device client relay none
