# Names that only look like the vendor's, which malware registered or anybody may: nobody is told, and nothing is recorded.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks kasperskyupdates.com of resolver
resolver answers 198.51.100.9 ttl 300
desk opens tls to 198.51.100.9 name kasperskyupdates.com
server sends 40KiB
desk opens tls to 198.51.100.9 name s07.upd.kasperskyupdates.com
server sends 40KiB
desk opens tls to 198.51.100.9 name s07.upd.kaspersky.com.example.net
server sends 40KiB
desk opens quic to 198.51.100.9 name s07.upd.notkaspersky.com
server sends 40KiB
desk opens http to 198.51.100.9 name upd.kaspersky.com.co
server sends 40KiB
desk asks s07.upd.kaspersky.com.lan of resolver
resolver answers nxdomain
passes 1h
expect no alert
expect no device desk
