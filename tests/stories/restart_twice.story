# The sensor is killed again and again, and an hour passes: another connection with the same two ports is another contact.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
device other 10.20.30.41 02:5a:17:00:00:18
desk opens http to 198.51.100.7 name s07.upd.kaspersky.com path /a from 50000
server replies 200 1KiB
passes 20s
expect alert opened count 1
killed
passes 50min
other opens tls to 203.0.113.9 name www.example.org
killed
passes 50min
other opens tls to 203.0.113.9 name www.example.org
killed
passes 50min
desk opens http to 198.51.100.7 name s07.upd.kaspersky.com path /a from 50000
server replies 200 1KiB
passes 20s
expect device desk service update after.count 2
