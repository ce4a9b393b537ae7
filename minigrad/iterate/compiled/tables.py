"""The numbers behind tet, slog, v, χ and χ⁻¹, and behind the kernels' exp and log.

Do not edit: they are computed by ``python -m minigrad.iterate.make_tables``.

All are float64 in hexadecimal, which is exact, the lowest power first. The error is relative and
comes from ending the series; rounding the coefficients to float64 is not counted. These words are
no part of what is computed: the script keeps them, and writes what follows the two functions.

TET                tet(t - 1) = t · Σ TET[k] (t - 1/2)^k
                   -1/16 ≤ t ≤ 17/16, error below 2e-17
SLOG               slog(y) + 1 = y · Σ SLOG[k] (y - 1/2)^k
                   tet(-17/16) = -0.069… ≤ y ≤ 17/16, error below 2e-17
SPEED              v(y) = tet'(slog(y)) = Σ SPEED[k] (y - 1/2)^k
                   tet(-17/16) = -0.069… ≤ y ≤ 1, error below 5e-17
GENERATOR          v once more, good for three derivatives: Σ GENERATOR[k] (y - 1/2)^k
                   -1/32 ≤ y ≤ 33/32, error below 1e-25
CHI                χ(c + u) = Σ CHI[k] u^(k+1): there is no power 0
                   |u| ≤ 0.6, error below 1e-17
CHI_INV            χ⁻¹(w) = c + Σ CHI_INV[k] w^(k+1): there is no power 0
                   |w| ≤ 1, error below 1e-17
FIXED_POINT_PARTS  c = e^c = FIXED_POINT_PARTS[0] + FIXED_POINT_PARTS[1], to 32 digits
EXP                eʳ = 1 + r + r² Σ EXP[k] r^k
                   |r| ≤ log(2) / 2, error below 1e-15
LOG                log((1 + s) / (1 - s)) = 2s + s z Σ LOG[k] z^k, z = s²
                   z ≤ (√2 - 1)⁴, where (1 + s) / (1 - s) = √2; error below 1e-15
SINE               sin φ = φ + φ z Σ SINE[k] z^k, z = φ²
                   z ≤ (π/4)², error below 1e-15
COSINE             cos φ = 1 - z/2 + z² Σ COSINE[k] z^k, z = φ²
                   z ≤ (π/4)², error below 1e-15
ATAN               arctan t = t + t z Σ ATAN[k] z^k, z = t²
                   z ≤ tan(π/8)², error below 1e-15

Read next: ../schroeder.py.
"""

from __future__ import annotations


def floats(text: str) -> tuple[float, ...]:
    """Return the numbers in a text."""
    return tuple(map(float.fromhex, text.split()))


def complexes(text: str) -> tuple[complex, ...]:
    """Return the complex numbers in a text: real part, imaginary part, real part, and so on."""
    parts = floats(text)
    return tuple(map(complex, parts[::2], parts[1::2]))


# 0.9971, -0.08074, 0.1829, -0.03949, …
TET = floats("""
    0x1.fe875fe2c5f51p-1 -0x1.4ab8f5421c1b7p-4 0x1.7691c5f5438ecp-3 -0x1.43882edab256fp-5
    0x1.707791f1cdabbp-5 -0x1.10b130e3610adp-6 0x1.ab259aab3d60ep-7 -0x1.a53fa27869a56p-8
    0x1.197c3b48d5a3bp-8 -0x1.3dfc5b94c0fa6p-9 0x1.92755c4ea7aebp-10 -0x1.e2b0ddd623dbbp-11
    0x1.2da44a5a01be9p-11 -0x1.740428e33e054p-12 0x1.d1d34df6cb8e0p-13 -0x1.1fd9b668109e8p-13
    0x1.691ab5160199ep-14 -0x1.f429a406d89dfp-15 0x1.41893448bea2ap-15 -0x1.9f5c6887aaa0ap-17
    0x1.d92048a28f8a7p-18 -0x1.48297f891812dp-16 0x1.b2ae5ef3cb08cp-17
""")

# 1.003, 0.08432, -0.1948, 0.001058, …
SLOG = floats("""
    0x1.00c4d22b67acbp+0 0x1.595fb2855f0d0p-4 -0x1.8edeabba8e7edp-3 0x1.154ef1663fef7p-10
    0x1.05c090d5d33b9p-4 -0x1.4f6b93eb03596p-7 -0x1.7e96692b3ed36p-6 0x1.09d9600e8214cp-7
    0x1.18b1b2966496dp-7 -0x1.4b61ba6438a12p-8 -0x1.824897703f6e1p-9 0x1.74571a061ccfcp-9
    0x1.bf416789f6572p-11 -0x1.8700ecad94dabp-10 -0x1.1406b8cc6e4d0p-13 0x1.82fffa74220cbp-11
    -0x1.2a3b402bd8639p-14 -0x1.62a862635d0edp-12 0x1.7b86d56be13bap-14 0x1.132623e93a219p-13
    -0x1.c817b12b1e4bap-15 -0x1.0928192174621p-15 0x1.1082b0afa74f2p-16
""")

# 0.9568, 0.02391, 0.534, -0.0942, …
SPEED = floats("""
    0x1.e9e02c54bdcafp-1 0x1.87c7dc831fc0dp-6 0x1.116b6536f4093p-1 -0x1.81d505a4981a7p-4
    0x1.7d4f6034bac60p-6 -0x1.7a2fabb55f229p-8 0x1.3a54f3bbe3657p-10 -0x1.457a818e8566cp-13
    -0x1.61cc3b4018e56p-18 0x1.4f8090ca8cc03p-18 0x1.aa81f8051e828p-20 -0x1.6265aa35b807fp-20
    0x1.871db6420ec7fp-25 0x1.eaa436daf0000p-23 -0x1.6459cd32dcf50p-25 -0x1.3c746188c7e93p-25
""")

# 0.9568, 0.02391, 0.534, -0.0942, …
GENERATOR = floats("""
    0x1.e9e02c54bdcafp-1 0x1.87c7dc831fb9dp-6 0x1.116b6536f4068p-1 -0x1.81d505a4971a1p-4
    0x1.7d4f6034d4ad7p-6 -0x1.7a2fabb802cffp-8 0x1.3a54f38aab1e7p-10 -0x1.457a7b7e24fa3p-13
    -0x1.61c94dd747822p-18 0x1.4f798642c734dp-18 0x1.aa1f4523955dfp-20 -0x1.61dd8c528d95bp-20
    0x1.c206c104717b7p-25 0x1.e0f46e9f36235p-23 -0x1.fc599cb663422p-25 -0x1.2615d7d64579bp-25
    0x1.64f530a27c031p-26 0x1.ed49dce1e93cbp-29 -0x1.9953120ac7abcp-28 0x1.81b2a4827decap-32
    0x1.a55080af166ecp-30 -0x1.ca51e260b61e0p-32 -0x1.79532941bb9d2p-32 0x1.82fe2a6ddf136p-33
    0x1.cfa560256830ep-35 -0x1.67bef519a24bap-35
""")

# (1.0 + 0.0j), (0.1513 + 0.2967j), (-0.09335 + 0.08088j), (-0.03389 - 0.03119j), …
CHI = complexes("""
    0x1.0000000000000p+0 0x0.0p+0 0x1.35e495b572f31p-3 0x1.2fdeed5390678p-2
    -0x1.7e5da89cd4398p-4 0x1.4b4856bbc7858p-4 -0x1.15a97131317abp-5 -0x1.fefed3f611438p-6
    0x1.599d8893167acp-7 -0x1.7e752c9a9b7bfp-7 0x1.0c87ca7331669p-9 0x1.9d3d2bdd2ad05p-9
    -0x1.3cac2b39ee43dp-11 -0x1.c950718825485p-10 0x1.6e4572b46af98p-9 0x1.1ec3957bd8543p-14
    -0x1.d7e44e619aabep-14 0x1.56128e7fa85c7p-9 -0x1.04bea933758d8p-9 -0x1.30697c16a24b6p-15
    -0x1.46fea3a8c7ea7p-18 -0x1.5d946988d9c4fp-10 0x1.a60e4d2565719p-11 0x1.8b62c910a1f79p-20
    -0x1.f36528761bf6dp-16 0x1.cb272d485c863p-12 -0x1.b7ca5de131495p-13 -0x1.df161ea8693c7p-15
    0x1.2ffe5710e0c40p-14 -0x1.56e0125db5755p-14 0x1.2a6adfb0787fep-16 0x1.37fc85b03fb2fp-14
    -0x1.160e5c2b2b5eep-14 -0x1.3c1faea3321f0p-17 0x1.2a077e2c13befp-16 -0x1.bc8446a5cd54cp-15
    0x1.435ae9982e45ap-15 0x1.29517fa5fee72p-16 -0x1.ef69efe0c5dd7p-17 0x1.ad6fdc50681aap-16
    -0x1.01f6d480c24afp-16 -0x1.7d88251ef81dfp-17 0x1.1b1daf00febd9p-17 -0x1.0fea99caeb82fp-17
    0x1.ca03dbd213096p-19 0x1.9c5af05ba8678p-18 -0x1.28118d2e9aea7p-18 0x1.76167cf735ddbp-21
    0x1.63086b0de4be4p-21 -0x1.a1388ebbc4645p-19 0x1.1d6a1b1e6eaaap-19 0x1.3c387b44de819p-20
    -0x1.4a854fb871d3dp-20 0x1.755352a0b2075p-20 -0x1.c8a01f5866a9bp-21 -0x1.1efe4fdccd294p-20
    0x1.c19fabe01b675p-21 -0x1.f695b3298f4ebp-22 0x1.c5ef23ed081d9p-23 0x1.4857b86278f44p-21
    -0x1.c608cffc49df4p-22 0x1.ba68917eecdf5p-25 0x1.4363b0b2beb3ap-25 -0x1.2b28bdcdec516p-22
    0x1.77814f1fcc28dp-23 0x1.510275a3c9fd0p-24 -0x1.7e02912b0a07dp-24 0x1.bcf954b4c747dp-24
    -0x1.e62d48b1fa254p-25 -0x1.62529e4c4dc16p-24 0x1.258d3aaaf3b0ap-24 -0x1.ccfb5df88bd27p-26
    0x1.31b4163b78988p-27 0x1.c0df2738f37b9p-25 -0x1.41291ef058ff6p-25 -0x1.3f36bfe8b04c3p-30
    0x1.a5f21639ca65ep-28 -0x1.b006952034438p-26 0x1.105826796fc55p-26 0x1.121d86c68e1fap-27
    -0x1.12a2ad293be6ap-27 0x1.3dac5dd4b5155p-27 -0x1.4b9ae141e44f0p-28 -0x1.e53fec2cbba94p-28
""")

# (1.0 + 0.0j), (-0.1513 - 0.2967j), (-0.03698 + 0.09873j), (0.02581 - 0.01739j), …
CHI_INV = complexes("""
    0x1.0000000000000p+0 0x0.0p+0 -0x1.35e495b572f31p-3 -0x1.2fdeed5390678p-2
    -0x1.2ee8f0f4706a4p-5 0x1.94667aaef2500p-4 0x1.a6e5b049bc9bfp-6 -0x1.1cde346d74935p-6
    -0x1.04529f3068923p-7 0x1.2fb1a4b14696fp-11 0x1.0269a08380d2cp-9 0x1.b77f1e0772da8p-11
    -0x1.9b0da2587ea48p-12 -0x1.9c3ae1619792cp-12 0x1.e825d53abd6c7p-15 0x1.f55b4f678e508p-14
    -0x1.a745cf38b53c5p-19 -0x1.fb85e2170d7aep-16 -0x1.834df9c32ea57p-20 0x1.de4fa9a085586p-18
    0x1.61e9b8e3511fbp-21 -0x1.98b0491d61da9p-20 -0x1.a2979abe4a82fp-23 0x1.3159af9930d81p-22
    0x1.cb5f8b655293ap-25 -0x1.8c7299ec09a63p-25 -0x1.e26a36b735f85p-27 0x1.06074bbfea614p-27
    0x1.b1677360694dbp-29 -0x1.934d8a451e324p-30 -0x1.4522bf41d6adfp-31 0x1.1838de7278d5bp-32
    0x1.dab87b22f7117p-34 -0x1.80e355ffadf29p-36 -0x1.b412392bac330p-36 -0x1.0e58ca86036fbp-39
    0x1.ab4bebba5429dp-38 0x1.20c185a035db6p-43 -0x1.3a3c2ce985c41p-40 0x1.315c47e61ce23p-42
    0x1.1f1a1d5538aa0p-43 -0x1.fd401c7060988p-45 -0x1.26a7e9eb8dd44p-46 -0x1.5cb91bda93f8cp-47
    0x1.0bb864f745309p-47 0x1.63703ef43e5b8p-48 -0x1.5f0cfd99a78bap-49 -0x1.e096ddfb8555bp-55
    0x1.70ea6f7e54ef6p-52 -0x1.6168b8e07cc07p-52 0x1.b1b4549153cb5p-56 0x1.b860344492423p-55
    -0x1.0de06a2de20b2p-57 0x1.996c7ad362ca8p-57
""")

# (0.3181 + 1.337j), (4.123e-18 - 7.4e-17j)
FIXED_POINT_PARTS = complexes("""
    0x1.45c443eaba13bp-2 0x1.56551434b03d1p+0 0x1.303dac4f31291p-58 -0x1.5548096a16f33p-54
""")

# 0.5, 0.1667, 0.04167, 0.008333, …
EXP = floats("""
    0x1.0000000000001p-1 0x1.5555555555557p-3 0x1.5555555553d67p-5 0x1.11111111100dfp-7
    0x1.6c16c1788a24fp-10 0x1.a01a01abe6549p-13 0x1.a019b913e6e77p-16 0x1.71de0236eabcbp-19
    0x1.28917d444b49fp-22 0x1.af4dde4b9be8cp-26
""")

# 0.6667, 0.4, 0.2857, 0.2222, …
LOG = floats("""
    0x1.5555555555558p-1 0x1.9999999995288p-2 0x1.2492492df9f94p-2 0x1.c71c62dba6605p-3
    0x1.7462b73112de7p-3 0x1.39fe142880193p-3 0x1.2b5baa716e7eap-3
""")

# -0.1667, 0.008333, -0.0001984, 2.756e-6, …
SINE = floats("""
    -0x1.5555555555555p-3 0x1.1111111110bb3p-7 -0x1.a01a019e83c6fp-13 0x1.71de3796a9ea9p-19
    -0x1.ae600b2037cb1p-26 0x1.5e0b2389aef17p-33
""")

# 0.04167, -0.001389, 2.48e-5, -2.756e-7, …
COSINE = floats("""
    0x1.5555555555555p-5 -0x1.6c16c16c16967p-10 0x1.a01a019f4ebc8p-16 -0x1.27e4fa17e834bp-22
    0x1.1eeb68f65afa5p-29 -0x1.907dabea175ddp-37
""")

# -0.3333, 0.2, -0.1429, 0.1111, …
ATAN = floats("""
    -0x1.5555555555555p-2 0x1.999999999937bp-3 -0x1.24924924384f6p-3 0x1.c71c718681e47p-4
    -0x1.745d0b587715cp-4 0x1.3b126712f995bp-4 -0x1.10faad2c3c903p-4 0x1.dfe9b40b7ab76p-5
    -0x1.a0aa7efdfe697p-5 0x1.4190f7be36a8cp-5 -0x1.3a9d3ecd55026p-6
""")
