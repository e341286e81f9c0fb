# Checksums that are wrong, as a card fills them in later (offload) and a mirror port shows them before: read as if they
# were right, DNS, TLS and QUIC alike.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device lamp 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

checksums wrong
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert opened device desk service update evidence transferred bytes_down >=32KiB
lamp opens quic to 198.51.100.8 name s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert opened device lamp service update name s07.upd.kaspersky.com
checksums right
