# The tap shows only what leaves: that an update was transferred is known by what the device acknowledges.
at 2024-10-02T08:00:00Z
mirror up-only
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 2MiB
passes 11s
expect alert opened device desk evidence transferred bytes_down >=1024KiB
