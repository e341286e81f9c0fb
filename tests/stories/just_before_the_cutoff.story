# A contact that begins within the last second before the cutoff is recorded and not told, although its data comes after it.
# covers: us-icts-2021-002/updates silent
at 2024-09-29T03:59:59.500Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 5s
server sends 40KiB
passes 1min
expect no alert
expect device desk service update state before-cutoff before.count 1 after.count 0 evidence transferred
