# An organisation's own cutoff: the contract is over, and a building controller still opens the supplier's way in by the proxy.
# covers: example-own-cutoff/remote-access fires
at 2026-01-02T06:00:00+01:00
config:
  determinations: [example-own-cutoff]
device controller 10.77.0.12 02:5a:17:77:00:12
device proxy 10.77.0.3 02:5a:17:77:00:03

controller opens proxy to 10.77.0.3:3128 name connect.cloud.example
passes 11s
expect alert opened device controller service remote-access vendor example-cloud determination example-own-cutoff cutoff 2026-01-01T00:00:00+01:00 message~ "Example Cloud"
