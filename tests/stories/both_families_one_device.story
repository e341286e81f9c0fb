# IPv4 and IPv6 addresses that are proved for one MAC are one device; what it does over either is one incident.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 2001:db8:30::40 02:5a:17:00:00:17
ignore continuing

desk arps
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk
desk opens tls to 2001:db8:99::7 name s07.upd.kaspersky.com
passes 11s
expect no alert opened
expect device desk device.ip [10.20.30.40,2001:db8:30::40] after.count 2 device.mac_randomised true
