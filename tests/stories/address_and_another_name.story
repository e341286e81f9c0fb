# The hello to the answered address names somebody else: the connection was not to the watched name.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tls to 198.51.100.7 name www.example.org
server sends 40KiB
passes 20s
expect alert opened device desk evidence resolved count 1
