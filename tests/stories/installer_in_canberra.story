# The direction is published: somebody in Canberra fetches an installer the same morning.
# covers: au-pspf-002-2025/installation fires
at 2025-02-21T09:00:00+11:00
config:
  determinations: [au-pspf-002-2025]
device desk 172.16.5.20 02:5a:17:05:00:20
device resolver 172.16.5.1 02:5a:17:05:00:01

desk asks products.s.kaspersky-labs.com of resolver
resolver answers 198.51.100.121
desk opens http to 198.51.100.121 name products.s.kaspersky-labs.com path /homeuser/kav/setup.exe
server sends 1MiB
passes 11s
expect alert opened device desk service download evidence transferred severity warning bytes_down >=512KiB determination au-pspf-002-2025 cutoff 2025-02-21T00:00:00+11:00
