# Blocked names are led to a server that shows a page: however much it shows, the vendor took no part.
at 2024-10-02T08:00:00Z
config:
  networks:
    block_pages: [198.51.100.200/32]
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.200
desk opens tls to 198.51.100.200 name s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert opened device desk service update evidence asked blocked blockpage severity notice
