# The sensor is killed while a page is shown in place of the update. The rest of the page is no transfer either.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tls to 203.0.113.5 name www.example.org
desk opens tls to 203.0.113.6 name www.example.org
desk opens http to 198.51.100.7 name s07.upd.kaspersky.com path /a as k
server replies 403 30KiB on k
passes 15s
expect alert opened blocked blockpage evidence answered
killed
server sends 20KiB on k
passes 20s
expect no alert
