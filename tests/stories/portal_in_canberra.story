# The United States exempt threat intelligence; the Australian direction speaks of web services. The analyst is named for one alone.
# covers: au-pspf-002-2025/products-and-web-services fires
# covers: us-icts-2021-002/operation silent
at 2025-04-01T00:00:00+11:00
config:
  determinations: [us-icts-2021-002, au-pspf-002-2025]
device analyst 172.16.6.6 02:5a:17:06:00:06
device resolver 172.16.6.1 02:5a:17:06:00:01

analyst asks opentip.kaspersky.com of resolver
resolver answers 198.51.100.60
analyst opens tls to 198.51.100.60 name opentip.kaspersky.com
server sends hello
passes 11s
expect alert opened device analyst service threat-intelligence evidence answered determination au-pspf-002-2025 rule au-pspf-002-2025 cutoff 2025-04-01T00:00:00+11:00
expect no alert
