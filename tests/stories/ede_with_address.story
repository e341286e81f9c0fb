# The resolver says that it filters (EDE 15) and gives the address of its page: blocked, not resolved.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks s07.upd.kaspersky.com of resolver
resolver answers 203.0.113.99 ede 15
passes 11s
expect alert opened device desk blocked filtered evidence asked
