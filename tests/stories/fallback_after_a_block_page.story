# The resolver leads to the block page; the client goes around it.
at 2024-10-02T08:00:00Z
config:
  networks: {block_pages: [10.20.30.5]}
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
device page 10.20.30.5 02:5a:17:00:00:05
desk asks s07.upd.kaspersky.com of resolver
resolver answers 10.20.30.5 ttl 60
desk opens tls to 10.20.30.5 name s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert opened evidence asked blocked blockpage
desk asks s07.upd.kaspersky.com of 8.8.8.8
passes 11s
expect alert evasion device desk
expect no device page
