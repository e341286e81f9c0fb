# Names in other scripts that look like the vendor's are other names (IDNA, RFC 5890): a Cyrillic a in "kaspersky", as
# xn-- and as raw octets; full-width letters, which a client would have folded before it asked.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.xn--kspersky-2fg.com of resolver
resolver answers 198.51.100.9 ttl 300
desk opens tls to 198.51.100.9 name s07.upd.xn--kspersky-2fg.com
server sends 40KiB
desk asks s07.upd.kаspersky.com of resolver
resolver answers 198.51.100.9 ttl 300
desk opens tls to 198.51.100.9 name s07.upd.kаspersky.com
server sends 40KiB
desk opens tls to 198.51.100.9 name s07.upd.ｋａｓｐｅｒｓｋｙ.com
server sends 40KiB
passes 1h
expect no alert
expect no device desk
