# The device was answered (over IPv4, another name's AAAA) the address it names s07 to from IPv6: decoy
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 2001:db8:30::40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk arps
desk arps for 2001:db8:30::40
desk asks www.example.org of resolver type AAAA
resolver answers 2001:db8:77::7 ttl 600
desk opens tls to [2001:db8:77::7]:443 name s07.upd.kaspersky.com
server sends 40KiB
passes 20s
expect alert decoy device.mac 02:5a:17:00:00:17
expect no alert
