# The sensor is killed while a device that is known by its address alone keeps a connection open; then its MAC is proved.
# What the connection goes on to do is still the same contact.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

device v6 2001:db8:aa::40 02:5a:17:00:00:17
v6 arps
v6 opens http to 2001:db8:1::7 name s07.upd.kaspersky.com path /a
server replies 200 1KiB
passes 20s
expect alert opened count 1
desk opens http to 198.51.100.7 name s08.upd.kaspersky.com path /b as k
server replies 200 1KiB on k
passes 20s
expect alert opened count 1
killed
desk arps
passes 2s
desk names s08.upd.kaspersky.com on k
server replies 200 1KiB on k
passes 20s
ignore escalated
expect device v6 service update after.count 2
