# Someone reads the former supplier's manual: information is exempt in the organisation's own list as in any other.
# covers: example-own-cutoff/cloud silent
at 2026-05-11T11:00:00+02:00
config:
  determinations: [example-own-cutoff]
device desk 10.77.2.8 02:5a:17:77:02:08

desk opens tls to 203.0.113.90 name lamp3.docs.cloud.example hybrid
server sends 700KiB
passes 20min
expect no alert
expect device desk service information state exempt
