# The client asks the forwarder over IPv6; the forwarder (one MAC, both proved) asks upstream over IPv4: joined, named once.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 fd00:30::40 02:5a:17:00:00:17
device fw4 10.20.30.53 02:5a:17:00:00:53
device fw6 fd00:30::53 02:5a:17:00:00:53
fw4 arps
fw6 arps
desk arps
desk arps for fd00:30::40
desk asks s07.upd.kaspersky.com of fw6
fw4 asks s07.upd.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.7
fw6 answers 198.51.100.7
passes 11s
expect alert opened device.mac 02:5a:17:00:00:17 count 1
expect no alert
