# Four determinations forbid the same contact: one alert that names them all, with the earliest cutoff.
# covers: us-icts-2021-002/updates fires
# covers: us-bod-17-01/branded-products fires
# covers: ca-gov-mobile-2023/mobile-applications fires
# covers: au-pspf-002-2025/products-and-web-services fires
at 2025-04-02T08:00:00Z
config:
  determinations: [us-icts-2021-002, us-bod-17-01, ca-gov-mobile-2023, au-pspf-002-2025]
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 11s
expect 1 alerts opened device desk service update cutoff 2017-12-12T00:00:00-05:00 determination "us-icts-2021-002, us-bod-17-01, ca-gov-mobile-2023, au-pspf-002-2025" rule "us-icts-2021-002, us-bod-17-01, ca-gov-mobile-2023, au-pspf-002-2025"
# They rise together too.
passes 1min
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect 1 alerts escalated device desk determination~ au-pspf-002-2025 evidence transferred
