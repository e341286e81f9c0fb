# In Greenwich it is the 20th, in Canberra too by a minute: an installer that was asked for in time raises nothing.
# covers: au-pspf-002-2025/installation silent
at 2025-02-20T12:59:00Z
config:
  determinations: [au-pspf-002-2025]
device desk 172.16.5.20 02:5a:17:05:00:20
device resolver 172.16.5.1 02:5a:17:05:00:01

desk asks download.kaspersky.com of resolver
resolver answers 198.51.100.122
desk opens tls to 198.51.100.122 name download.kaspersky.com
passes 50s
server sends 20KiB
passes 1min
server sends 200KiB
passes 1min
expect no alert
expect device desk service download state before-cutoff before.count 1 after.count 0
