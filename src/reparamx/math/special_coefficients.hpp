// The coefficients of the special functions. Made by make_special.py; do not edit.
#pragma once

namespace reparamx::table {

// log 2: the head has 41 bits, so its product with an exponent is exact.
inline constexpr double log2_hi = 0x1.62e42fefa3000p-1;
inline constexpr double log2_lo = 0x1.3de6af278ece6p-42;

// pi
inline constexpr double pi_hi = 0x1.921fb54442d18p+1;
inline constexpr double pi_lo = 0x1.1a62633145c07p-53;

// log pi
inline constexpr double log_pi_hi = 0x1.250d048e7a1bdp+0;
inline constexpr double log_pi_lo = 0x1.7abf2ad8d5088p-57;

// log(2 pi) / 2
inline constexpr double half_log_2pi_hi = 0x1.d67f1c864beb5p-1;
inline constexpr double half_log_2pi_lo = -0x1.65b5a1b7ff5dfp-55;

// 2 / sqrt(pi)
inline constexpr double two_over_sqrt_pi_hi = 0x1.20dd750429b6dp+0;
inline constexpr double two_over_sqrt_pi_lo = 0x1.1ae3a914fed80p-56;

// 1 / sqrt(2)
inline constexpr double sqrt_half_hi = 0x1.6a09e667f3bcdp-1;
inline constexpr double sqrt_half_lo = -0x1.bdd3413b26456p-55;

// the positive root of digamma
inline constexpr double digamma_root_hi = 0x1.762d86356be3fp+0;
inline constexpr double digamma_root_lo = 0x1.b86a722197829p-54;

// (exp(r) - 1 - r - r^2 / 2) / r^3, |r| < log(2) / 2
inline constexpr double exp[10] = {
    0x1.5555555555556p-3, 0x1.5555555555556p-5, 0x1.11111111109b0p-7, 0x1.6c16c16c162d0p-10, 0x1.a01a01a7c672cp-13,
    0x1.a01a01a6da919p-16, 0x1.71de0da56340ap-19, 0x1.27e4db5e02bacp-22, 0x1.af38befc12e51p-26, 0x1.1f731091fa958p-29,
};

// (2 atanh(s) - 2 s) / s^3 of s^2, s < (sqrt 2 - 1) / (sqrt 2 + 1)
inline constexpr double atanh[8] = {
    0x1.5555555555555p-1, 0x1.9999999999a3ap-2, 0x1.2492492476856p-2, 0x1.c71c7201d2587p-3, 0x1.745cf8d3ae904p-3,
    0x1.3b1c3f6dc9989p-3, 0x1.0fbd8f0759b26p-3, 0x1.0c0e19c89c7cdp-3,
};

// log k! - k log k + k of k
inline constexpr double factorial_rest[128] = {
    0x0.0p+0, 0x1.0000000000000p+0, 0x1.4e8de8082e308p+0, 0x1.7ef4c8a2316e2p+0, 0x1.a2042fd3b7235p+0,
    0x1.bd847196e2524p+0, 0x1.d42550e3f471ap+0, 0x1.e75ecd60de91bp+0, 0x1.f8150242b012fp+0, 0x1.036e6368ac3dep+1,
    0x1.0a0e4ed3fe17cp+1, 0x1.100f1175d0b5ep+1, 0x1.158bfdcbc9c40p+1, 0x1.1a99eb055764fp+1, 0x1.1f491b8e50eebp+1,
    0x1.23a67d6776062p+1, 0x1.27bc84155352fp+1, 0x1.2b93c1150dc85p+1, 0x1.2f33511cea9afp+1, 0x1.32a12c10a4c02p+1,
    0x1.35e2609c9b486p+1, 0x1.38fb4161dd60dp+1, 0x1.3bef87b35f133p+1, 0x1.3ec26ea7f79b8p+1, 0x1.4176c873499f0p+1,
    0x1.440f0f6a3946fp+1, 0x1.468d73b63c075p+1, 0x1.48f3e676b02a4p+1, 0x1.4b4422df02c19p+1, 0x1.4d7fb5bd87c98p+1,
    0x1.4fa803bd6f68ap+1, 0x1.51be4ea370824p+1, 0x1.53c3b9b6b0313p+1, 0x1.55b94d7ccf653p+1, 0x1.579ffae7efc9bp+1,
    0x1.59789e0f47703p+1, 0x1.5b44008606ab2p+1, 0x1.5d02db608d465p+1, 0x1.5eb5d8f4f356dp+1, 0x1.605d96618e698p+1,
    0x1.61faa4e23a23dp+1, 0x1.638d8afba8827p+1, 0x1.6516c582c546cp+1, 0x1.6696c8853a2f7p+1, 0x1.680e001752287p+1,
    0x1.697cd10acf5dcp+1, 0x1.6ae39991bbac9p+1, 0x1.6c42b1cfc6965p+1, 0x1.6d9a6c5c6307cp+1, 0x1.6eeb16b7865f4p+1,
    0x1.7034f9b2a6421p+1, 0x1.717859cf59a87p+1, 0x1.72b57794d13e3p+1, 0x1.73ec8fdd323f6p+1, 0x1.751ddc1bbc1e1p+1,
    0x1.7649929c837f4p+1, 0x1.776fe6be73a11p+1, 0x1.78910928315fcp+1, 0x1.79ad27f868326p+1, 0x1.7ac46ef1f9377p+1,
    0x1.7bd707a4764e5p+1, 0x1.7ce5199147028p+1, 0x1.7deeca4dca65dp+1, 0x1.7ef43da2bfafdp+1, 0x1.7ff595a93758ap+1,
    0x1.80f2f2e547491p+1, 0x1.81ec745eb67a8p+1, 0x1.82e237b7cee10p+1, 0x1.83d459427fa22p+1, 0x1.84c2f413f5517p+1,
    0x1.85ae2216ca226p+1, 0x1.8695fc1beca12p+1, 0x1.877a99ea58898p+1, 0x1.885c124dbaa8bp+1, 0x1.893a7b2416592p+1,
    0x1.8a15e96a810a9p+1, 0x1.8aee714906636p+1, 0x1.8bc4261dc5d79p+1, 0x1.8c971a87590b1p+1, 0x1.8d67606e90fa0p+1,
    0x1.8e35090f96a59p+1, 0x1.8f0025027ae84p+1, 0x1.8fc8c44340179p+1, 0x1.908ef639672f8p+1, 0x1.9152c9bf0975ep+1,
    0x1.92144d2786c46p+1, 0x1.92d38e45cfff9p+1, 0x1.93909a7254a32p+1, 0x1.944b7e9099bfep+1, 0x1.950447148046ap+1,
    0x1.95bb000740074p+1, 0x1.966fb50c1c5eap+1, 0x1.97227164d72e3p+1, 0x1.97d33ff5e65e8p+1, 0x1.98822b4a6fdc9p+1,
    0x1.992f3d980fb70p+1, 0x1.99da80c26bbccp+1, 0x1.9a83fe5e97be9p+1, 0x1.9b2bbfb64d5dap+1, 0x1.9bd1cdcafa1a2p+1,
    0x1.9c763158a6260p+1, 0x1.9d18f2d8b6519p+1, 0x1.9dba1a848b412p+1, 0x1.9e59b057fff0fp+1, 0x1.9ef7bc13c96ddp+1,
    0x1.9f94453fb9851p+1, 0x1.a02f532ce6126p+1, 0x1.a0c8ecf7b675dp+1, 0x1.a1611989d8a2dp+1, 0x1.a1f7df9c1f209p+1,
    0x1.a28d45b8493fdp+1, 0x1.a321523ab6b2fp+1, 0x1.a3b40b5407a5fp+1, 0x1.a445770aaa5e0p+1, 0x1.a4d59b3c575bep+1,
    0x1.a5647d9f7ceafp+1, 0x1.a5f223c49af86p+1, 0x1.a67e931790026p+1, 0x1.a709d0e0d7e16p+1, 0x1.a793e246bd229p+1,
    0x1.a81ccc4e7da06p+1, 0x1.a8a493dd62fabp+1, 0x1.a92b3db9cf88dp+1, 0x1.a9b0ce8c4054ap+1, 0x1.aa354ae044a79p+1,
    0x1.aab8b7256ba9dp+1, 0x1.ab3b17b0288d4p+1, 0x1.abbc70baadb6ap+1,
};

// (sin(pi d) - pi d) / d^3 of d^2, d < 1/4
inline constexpr double sinpi[7] = {
    -0x1.4abbce625be53p+2, 0x1.466bc6775aae1p+1, -0x1.32d2cce62b872p-1, 0x1.50783486faad8p-4, -0x1.e3074d25d3ef6p-8,
    0x1.e8f0367baba95p-12, -0x1.6cc55f9bc04cdp-16,
};

// (cos(pi d) - 1) / d^2 of d^2, d < 1/4
inline constexpr double cospi[7] = {
    -0x1.3bd3cc9be45dep+2, 0x1.03c1f081b5ac0p+2, -0x1.55d3c7e3cb23fp+0, 0x1.e1f50686888a4p-3, -0x1.a6d1eef425801p-6,
    0x1.f9ce24078ac34p-10, -0x1.b2f3cb3974c49p-14,
};

// (erf(x) - 2 x / sqrt(pi)) / x^3 of x^2, x < 1/2
inline constexpr double erf[9] = {
    -0x1.812746b0379e7p-2, 0x1.ce2f21a042bcfp-4, -0x1.b82ce31286cbfp-6, 0x1.565bcd0d30010p-8, -0x1.c02db335bceadp-11,
    0x1.f9a2dd9af017dp-14, -0x1.f4c2b792df84fp-17, 0x1.b7f35476255b7p-20, -0x1.3d8d9a92ce443p-23,
};

inline constexpr double erfcx_center = 4.0;
inline constexpr double erfcx_shift = 0.875;

// (x + 7/8) erfcx(x) of t = (x - 4) / (x + 4), 0 <= x < inf
inline constexpr double erfcx[27] = {
    -0x1.3c2e64dc63d6bp-55, -0x1.55efb0613c39ap-3, 0x1.6f7371be1c3c5p-4, -0x1.c3595544908dfp-6, -0x1.3c7c0a6c9b730p-7,
    0x1.7c1ffdb513960p-6, -0x1.5f13b33921311p-6, 0x1.c3204c6557469p-7, -0x1.aefb78bc7b8a3p-8, 0x1.227f1ae77d555p-9,
    -0x1.95d934f8da34cp-12, -0x1.25a456b361355p-14, 0x1.1865f328244a6p-14, -0x1.b14b3230ce119p-17,
    -0x1.2e6805456cb75p-18, 0x1.6a8e4cb149502p-19, 0x1.4edf41f967de3p-25, -0x1.93f257d6c2188p-22,
    0x1.a40f6caaa3d4cp-25, 0x1.a5a73ae0ec040p-25, -0x1.9553576c3d442p-27, -0x1.bc98bf9ee8f20p-28,
    0x1.1bcf53ec51f58p-29, 0x1.ae99de94410b6p-31, -0x1.32b7952a47a7ep-32, -0x1.086a1388fcb3cp-34,
    0x1.7db2ce0ae8fd2p-36,
};
inline constexpr double erfcx_head = 0x1.55f35d8d2d29fp-1;

inline constexpr double ndtri_center_u = 0.11;

// -(x + 7/8)^2 erfcx'(x) of the same t
inline constexpr double erfcx_slope[29] = {
    0x1.ea944f0daf2f3p-56, -0x1.40533c232d4d8p-2, 0x1.d35a85ada7967p-4, 0x1.8939fd7673315p-5, -0x1.eff49cad77bb7p-4,
    0x1.ca108695c90e1p-4, -0x1.01e67d77bcc0fp-4, 0x1.11612fc86c248p-6, 0x1.e54c8a0f02070p-8, -0x1.7c8579df9cdccp-7,
    0x1.cc8a6d8cfa065p-8, -0x1.2580186b0a576p-9, 0x1.6f8805891bab9p-15, 0x1.3cdb351fb423ap-12, -0x1.c764914c2d451p-14,
    -0x1.c38fffd1b1f98p-17, 0x1.4df18765bf0a8p-16, -0x1.15d73e3706550p-19, -0x1.7c162e269ef4fp-19,
    0x1.8f3d758ad3af5p-21, 0x1.a4028930bf5d2p-22, -0x1.54f755653d384p-23, -0x1.ef73f5738f045p-25,
    0x1.e49db60af0309p-26, 0x1.34239dcd563c1p-27, -0x1.0e51f2252f261p-28, -0x1.523d0f30b71efp-30,
    0x1.57118c7b8e7efp-32, 0x1.b582d3b6cb17cp-34,
};
inline constexpr double erfcx_slope_head = 0x1.8a0ae16bfd56bp-1;

// (x + 7/8)^3 erfcx''(x) of the same t
inline constexpr double erfcx_curve[31] = {
    0x1.b2db43e8355efp-55, -0x1.aa8f21147ac9fp-1, 0x1.173b96320c639p-4, 0x1.06087f5ef9f87p-1, -0x1.43e4343ff5edcp-1,
    0x1.8c49e993893cdp-2, -0x1.f657b96a096bdp-5, -0x1.fef9bbf23f991p-4, 0x1.18be708aab2c6p-3, -0x1.0d63fd389c618p-4,
    0x1.d950f40037093p-9, 0x1.1ad7d84477694p-6, -0x1.831584a3fcba1p-7, 0x1.542c7c5b3f493p-9, 0x1.226a02cc38b05p-10,
    -0x1.c2506a8d591fdp-11, 0x1.b4f8916bf894ap-15, 0x1.2d3377be50b92p-13, -0x1.48feaebc145f3p-15,
    -0x1.511fd83691944p-16, 0x1.5360d050a5d06p-17, 0x1.7447a71c45a66p-19, -0x1.222b23ad2165bp-19,
    -0x1.c3ef84bb6da65p-22, 0x1.ccb26e2d2125fp-22, 0x1.2bec34199675cp-24, -0x1.4a01b82cf205bp-24,
    -0x1.608210f9f98f0p-27, 0x1.7141180beab2ap-27, 0x1.dd31f64b70a20p-31, -0x1.c9d8f1428f159p-31,
};
inline constexpr double erfcx_curve_head = 0x1.bad78f95593d8p+0;

// ndtri(1/2 + q) / q of t = (u - a) / (u + a), u = 1/4 - q^2 > 0.0475
inline constexpr double ndtri_center[24] = {
    0x1.e7d4e08d19e2cp-53, -0x1.645cc9f936382p+0, 0x1.00e9837c20bcbp-4, -0x1.a2b8be87cf369p-2, 0x1.6e4621aef6546p-5,
    -0x1.d12da24d06c8cp-3, 0x1.211f12cae5b23p-5, -0x1.3a7ce1088d2a8p-3, 0x1.e0fabdb87b49bp-6, -0x1.d4db28d75c746p-4,
    0x1.9d4ecb57d1aa7p-6, -0x1.729feb9ea9ad3p-4, 0x1.6b24e2499a088p-6, -0x1.30a05ae3b74c3p-4, 0x1.451ba907a694dp-6,
    -0x1.02568023d87b4p-4, 0x1.1ed4283218353p-6, -0x1.afcea0c3de1b7p-5, 0x1.36b23b505d4f8p-6, -0x1.d23ab46a28e4cp-5,
    0x1.3e7b622c7e044p-8, -0x1.2d6d784e0261fp-7, 0x1.21265de348563p-5, -0x1.9f3021c9fb9f9p-4,
};
inline constexpr double ndtri_center_head = 0x1.8825171260d40p+1;

inline constexpr double ndtri_tail_center = 2.25;

// r + ndtri(p) of log r - 9/4, r = sqrt(-2 log p), p < 0.0501
inline constexpr double ndtri_tail[29] = {
    0x1.0678a4c59eafcp-56, -0x1.e403b2ecdf196p-3, 0x1.1ef38f1090bc4p-4, -0x1.224a3cf49e763p-7, -0x1.80451513e8436p-11,
    0x1.11763afacdb92p-11, -0x1.90668f8f07358p-14, 0x1.02b6981f19028p-20, 0x1.9539eb8c57cb6p-18,
    -0x1.680ba9d7fb96fp-19, 0x1.21af4fb3347c0p-21, 0x1.b1d133ea2bd31p-24, -0x1.f36eb357ed530p-24,
    0x1.26abf9540b00fp-25, 0x1.626c6f52fe8d0p-29, -0x1.9b7ce06575b1ap-28, 0x1.10e7a0c91c953p-29,
    0x1.0684481e67b8ep-33, -0x1.84e5701769e43p-32, 0x1.0971adc53fe4ep-33, 0x1.bb4472f4ac01ep-37,
    -0x1.c8fa149e084a6p-36, 0x1.b341389a42940p-38, 0x1.8100b16e6dd16p-39, -0x1.9d0c3c927e988p-40,
    -0x1.2c9d002c078dfp-43, 0x1.63382029d4993p-43, 0x1.0f59d88770485p-51, -0x1.0809b8ddd2c09p-47,
};
inline constexpr double ndtri_tail_head = 0x1.598201a6103b4p-2;

inline constexpr double gamma_low = 1.125;
inline constexpr double gamma_high = 5.0;

// lgamma(x) / ((x - 1) (x - 2)) of t = (x - a) / (x + a), -0.3846 < t < 0.3793
inline constexpr double lgamma_low[25] = {
    -0x1.9a600bd71814dp-58, -0x1.e67f3ec8405dbp-2, 0x1.0b0d4d5c2cbc8p-3, -0x1.4e1b58b559677p-3, 0x1.63560691a0d73p-4,
    -0x1.95fcb206e26c3p-4, 0x1.08699029678ecp-4, -0x1.23552bec56c1ap-4, 0x1.a497f72e416cfp-5, -0x1.c627146b63a58p-5,
    0x1.5d073469e085ep-5, -0x1.73ff77b7285a3p-5, 0x1.2a3f1895485bfp-5, -0x1.3aef31686de89p-5, 0x1.0447f50abf0aap-5,
    -0x1.118dcfde51953p-5, 0x1.cfab019bf01e3p-6, -0x1.d8b0e6fc09161p-6, 0x1.90a7ecb9e2e0ap-6, -0x1.eb3da43d15b21p-6,
    0x1.cba1af87c12e9p-6, -0x1.2e9dc3a8ba868p-7, 0x1.a2db155a9353ap-9, -0x1.b193421891080p-5, 0x1.b32a2d392e532p-5,
};
inline constexpr double lgamma_low_head = 0x1.18fa23339f753p-1;

// lgamma(x) / ((x - 1) (x - 2)) of t = (x - a) / (x + a), -0.3333 < t < 0.3333
inline constexpr double lgamma_high[25] = {
    0x1.145980760038ap-57, -0x1.28be817646c9bp-2, 0x1.da80598719864p-4, -0x1.b818e7448944ap-4, 0x1.2a3458693b2e8p-4,
    -0x1.1b8a50ae00e19p-4, 0x1.bcd16f862bb29p-5, -0x1.abc55109343b0p-5, 0x1.66ecb57c4f6f2p-5, -0x1.5b46a0672dae8p-5,
    0x1.2ea838e94e069p-5, -0x1.25f10ac6236acp-5, 0x1.066e6e969e46ap-5, -0x1.ff1958993fadbp-6, 0x1.cff95d69e775ap-6,
    -0x1.c4f1b68678435p-6, 0x1.a04e5644be079p-6, -0x1.94759c1ba5093p-6, 0x1.769f7b1445db3p-6, -0x1.84b841df1f368p-6,
    0x1.6eb5998978855p-6, -0x1.d655d22072857p-7, 0x1.a2d22e1576a57p-7, -0x1.322924a00f15dp-5, 0x1.2a209d4d39fd5p-5,
};
inline constexpr double lgamma_high_head = 0x1.0f31a530c1dfbp-2;

// digamma(x) / (x - root), -0.3846 < t < 0.3793
inline constexpr double digamma_low[27] = {
    -0x1.e7c27194fc716p-54, -0x1.90853dd8a1616p+0, 0x1.298c17dcd5210p+0, -0x1.40820f4d449e4p+0, 0x1.31f1a7b99240ep+0,
    -0x1.3b03e3aff06eep+0, 0x1.34c25cc697b57p+0, -0x1.3956b7dcf7c10p+0, 0x1.35d64f69a054ep+0, -0x1.389a560f0ced1p+0,
    0x1.365ccb15dea5dp+0, -0x1.3836db498fd88p+0, 0x1.36a825629158ap+0, -0x1.37fe21f5ebccdp+0, 0x1.36dbd181b89f8p+0,
    -0x1.37b298678372ep+0, 0x1.36aa88c56ebbap+0, -0x1.39786641f77b5p+0, 0x1.3a44c3e9a544ep+0, -0x1.28f0e9165326ap+0,
    0x1.1ea1931db18f0p+0, -0x1.8b720eccf7f77p+0, 0x1.b402ae0a2f3dap+0, -0x1.7c8bcc38dac3bp-5, -0x1.63d5fc8a76568p-2,
    -0x1.bb14b686b529fp+1, 0x1.f136d991a4673p+1,
};
inline constexpr double digamma_low_head = 0x1.277046912a697p+0;

// digamma(x) / (x - root), -0.3333 < t < 0.3333
inline constexpr double digamma_high[27] = {
    0x1.ee8c57de846a8p-56, -0x1.27aa32a6370f0p-1, 0x1.75e0f5251f792p-2, -0x1.6337512f8c61ap-2, 0x1.39fb005b07ef3p-2,
    -0x1.350d8675f0930p-2, 0x1.25ad1081637e6p-2, -0x1.24c07b4062419p-2, 0x1.1da04f4170b75p-2, -0x1.1e07e338ddd6ap-2,
    0x1.1a47798ecfad7p-2, -0x1.1b129a082307cp-2, 0x1.18e23e6d895f1p-2, -0x1.19b830a7abba4p-2, 0x1.1851e929cddafp-2,
    -0x1.190eb3ff10a62p-2, 0x1.18147c043eb1ap-2, -0x1.1911e174a7022p-2, 0x1.18720a4dc08b8p-2, -0x1.151554ff39ba2p-2,
    0x1.13c10f16df668p-2, -0x1.3312129089399p-2, 0x1.36c40fba86b0ep-2, -0x1.323d2cd33c17dp-3, 0x1.17a0dd3189391p-3,
    -0x1.331c847932385p-1, 0x1.3bd61fc943d10p-1,
};
inline constexpr double digamma_high_head = 0x1.b3de7000b0e6dp-2;

// x trigamma(x), -0.3846 < t < 0.3793
inline constexpr double trigamma_low[27] = {
    0x1.52ecfa2b62d8ep-54, -0x1.5099260298fd8p+0, 0x1.9ba0c88a3b882p+0, -0x1.bd9338a745402p+0, 0x1.c6650af29bf05p+0,
    -0x1.c7291b07d3b7ap+0, 0x1.c714c584f1982p+0, -0x1.c71c997360648p+0, 0x1.c71d0a43fc967p+0, -0x1.c71c22f22e8bdp+0,
    0x1.c71c88291a3dfp+0, -0x1.c71c563efd14cp+0, 0x1.c71c1e8f07f38p+0, -0x1.c71f621b568fap+0, 0x1.c72373dc0d7fcp+0,
    -0x1.c6e806a7c931dp+0, 0x1.c6ae58f80dfcdp+0, -0x1.c9a4644a1ac9cp+0, 0x1.cbd333a7e9a4ep+0, -0x1.b1988d3a3b7a8p+0,
    0x1.a35548a170af0p+0, -0x1.20cb79af51ab5p+1, 0x1.3ed38ce4e3518p+1, -0x1.144dc8c9ee13cp-4, -0x1.03d09f5462571p-1,
    -0x1.43a8055cf93f3p+2, 0x1.6b82d64eee658p+2,
};
inline constexpr double trigamma_low_head = 0x1.8fc84d794bbcep+0;

// x trigamma(x), -0.3333 < t < 0.3333
inline constexpr double trigamma_high[27] = {
    -0x1.a22f431206959p-55, -0x1.cf5fdbd9bf834p-3, 0x1.01c4a97df86d3p-2, -0x1.1a5179be05832p-2, 0x1.30c2bc22d35cap-2,
    -0x1.44b50e7ce1714p-2, 0x1.55f7f9d1fddb9p-2, -0x1.6489ab12fb6d9p-2, 0x1.708dc6bc956b1p-2, -0x1.7a41e9c7e1955p-2,
    0x1.81f231d7d0819p-2, -0x1.87ef73829be18p-2, 0x1.8c87fdeb4ef8cp-2, -0x1.90033f380046ap-2, 0x1.929e49633dac6p-2,
    -0x1.9484da27d08aep-2, 0x1.95ecf67642b52p-2, -0x1.9773d91284984p-2, 0x1.98562363f190ep-2, -0x1.9328a44009ca2p-2,
    0x1.92691ec6bd24bp-2, -0x1.bfc2986062b38p-2, 0x1.c60ccfc61f347p-2, -0x1.be94f832d099bp-3, 0x1.989c5a7e2cb04p-3,
    -0x1.c087fc0b12ed9p-1, 0x1.cdc591c44519fp-1,
};
inline constexpr double trigamma_high_head = 0x1.1b4b1b2bb98e7p+0;

// -x^2 tetragamma(x), -0.3846 < t < 0.3793
inline constexpr double tetragamma_low[27] = {
    0x1.ab2a8f82ca621p-55, -0x1.761cf7466a42cp+1, 0x1.c7d88541eb79fp+1, -0x1.d75e430120fcfp+1, 0x1.cdf77cc59a77bp+1,
    -0x1.c7ceaad8885b6p+1, 0x1.c7090d87b8d23p+1, -0x1.c72939102be59p+1, 0x1.c71bc590f17ecp+1, -0x1.c71b4bb8f68cep+1,
    0x1.c71d33f1b4b46p+1, -0x1.c71c17676961bp+1, 0x1.c71c25e44b3b1p+1, -0x1.c71f69f20ce9ep+1, 0x1.c7236cb0f1194p+1,
    -0x1.c6e80a349d437p+1, 0x1.c6ae57f078e17p+1, -0x1.c9a464388c9bfp+1, 0x1.cbd333fca72bfp+1, -0x1.b1988cf5b4285p+1,
    0x1.a35548c636742p+1, -0x1.20cb79a8aa8d8p+2, 0x1.3ed38ce587d70p+2, -0x1.144dc8f74692ap-3, -0x1.03d09f5b201dcp+0,
    -0x1.43a8055da4608p+3, 0x1.6b82d64ea4b8dp+3,
};
inline constexpr double tetragamma_low_head = 0x1.1c0a703d4c1ddp+1;

// -x^2 tetragamma(x), -0.3333 < t < 0.3333
inline constexpr double tetragamma_high[27] = {
    0x1.0f65b9da24554p-58, -0x1.e974976ad82ecp-2, 0x1.1ab374924868ap-1, -0x1.3d092442d9e83p-1, 0x1.5a8694deff12dp-1,
    -0x1.728bc1d699518p-1, 0x1.850a962e57445p-1, -0x1.926c6c4831120p-1, 0x1.9b6a45e60dadcp-1, -0x1.a0e2e3d73dd35p-1,
    0x1.a3b74ed15b8bcp-1, -0x1.a4b2413bec842p-1, 0x1.a47b0c3f0fa57p-1, -0x1.a392280374a37p-1, 0x1.a252b2215f9a2p-1,
    -0x1.a0f20ffccebf7p-1, 0x1.9fa21a1d14a1ep-1, -0x1.9ef3a46a21d66p-1, 0x1.9e129779cf2fcp-1, -0x1.9781320ce8cc3p-1,
    0x1.95ae20cd77537p-1, -0x1.c23b4723da117p-1, 0x1.c7e33b73bf752p-1, -0x1.c101d342815eap-2, 0x1.9a611cbf52ddep-2,
    -0x1.c1124850d9954p+0, 0x1.ce2b86f9e5e98p+0,
};
inline constexpr double tetragamma_high_head = 0x1.384118e95586ap+0;

// x (lgamma(x) - (x - 1/2) log x + x - log(2 pi) / 2), -0.3846 < t < 0.3793
inline constexpr double binet_low[24] = {
    -0x1.5598390c2c721p-59, 0x1.a645f6affa9dep-8, -0x1.446b21983fcf7p-7, 0x1.456d750ec6ecfp-7, -0x1.0cb8566e8bb5ep-7,
    0x1.9f6545431b66fp-8, -0x1.42ad38c7557d2p-8, 0x1.002068dde019cp-8, -0x1.9e6bf6f07084ap-9, 0x1.553f7154e9993p-9,
    -0x1.1d7c4b35309b2p-9, 0x1.e43444780646dp-10, -0x1.9f86967c730bep-10, 0x1.68520502e6604p-10,
    -0x1.3b98973352b28p-10, 0x1.16a864d746e5cp-10, -0x1.e9930cf244260p-11, 0x1.b273f84aa2806p-11,
    -0x1.afbe6698a1e7fp-11, 0x1.975fba011466bp-11, -0x1.6e9a80121c142p-12, 0x1.ddb295a916e17p-13,
    -0x1.2bd23d0e90c1ep-10, 0x1.310896fce398ep-10,
};
inline constexpr double binet_low_head = 0x1.4dbab10920967p-4;

// x (lgamma(x) - (x - 1/2) log x + x - log(2 pi) / 2), -0.3333 < t < 0.3333
inline constexpr double binet_high[24] = {
    -0x1.9fe0306834946p-60, 0x1.c7d40e460cdecp-12, -0x1.be0a4aa03fcafp-11, 0x1.42d0d1dbfe196p-10,
    -0x1.99ea23c1649dap-10, 0x1.e21656c076c22p-10, -0x1.0d2ecc8c7eb61p-9, 0x1.217713b0c656bp-9, -0x1.2e7003e380512p-9,
    0x1.34f50a9c72904p-9, -0x1.360bd1657e3c2p-9, 0x1.32c4917b62843p-9, -0x1.2c21f7dfeb512p-9, 0x1.230dcff58b354p-9,
    -0x1.1861711978420p-9, 0x1.0c9b57947196fp-9, -0x1.fe50ffcb555bdp-10, 0x1.e4eb288a2dfb6p-10,
    -0x1.e100b80a17731p-10, 0x1.cae795343c686p-10, -0x1.369cbd2a18b58p-10, 0x1.1aca67c9ebe3bp-10,
    -0x1.5a18793896d27p-9, 0x1.5055c5bb1e976p-9,
};
inline constexpr double binet_high_head = 0x1.54e21e58fbee8p-4;

// x^2 (log x - 1 / (2 x) - digamma(x)), -0.3846 < t < 0.3793
inline constexpr double binet_slope_low[22] = {
    -0x1.be8444b5f9ab4p-60, 0x1.0bc70e781e8edp-6, -0x1.617ee9c135bf5p-6, 0x1.0d398029d03fbp-6, -0x1.2bd2bd6c53beap-7,
    0x1.348b95dbff18dp-8, -0x1.6942f5302a50ap-9, 0x1.d3c2b5a7fec8cp-10, -0x1.3a4d3e2ac475fp-10, 0x1.bbf2afdc4ed75p-11,
    -0x1.45b530caf5ec6p-11, 0x1.ea5dae7e84a36p-12, -0x1.7ae3199fcf64fp-12, 0x1.2aada07fa9b14p-12,
    -0x1.dd4151fb5cc28p-13, 0x1.837db7338ecbfp-13, -0x1.4d677aa906ffcp-13, 0x1.1c5cafaa0c775p-13,
    -0x1.51bf1cce0c65bp-14, 0x1.f15e8e4f76632p-15, -0x1.3823794980899p-13, 0x1.27c1a762307b0p-13,
};
inline constexpr double binet_slope_low_head = 0x1.40888153a0c18p-4;

// x^2 (log x - 1 / (2 x) - digamma(x)), -0.3333 < t < 0.3333
inline constexpr double binet_slope_high[22] = {
    -0x1.08dd3a5780244p-60, 0x1.50fa28e1a31c8p-10, -0x1.4521ef28adac1p-9, 0x1.cbcffa0754da2p-9, -0x1.1aba30762ce76p-8,
    0x1.3f56b6a199cabp-8, -0x1.53d9d27e1fc89p-8, 0x1.59d55f0dd544ep-8, -0x1.53cef8f335d6fp-8, 0x1.44b7f8aafbde8p-8,
    -0x1.2f7ad6f067518p-8, 0x1.16ad23944ed8dp-8, -0x1.f8d3c574fec15p-9, 0x1.c46f679d82706p-9, -0x1.91c3cdd891c81p-9,
    0x1.6328b0ccbf618p-9, -0x1.3edb26753159ap-9, 0x1.19579c0cc5718p-9, -0x1.9f306ecdc314cp-10, 0x1.6511048277842p-10,
    -0x1.3329b73892c89p-9, 0x1.15b9f7517e2c7p-9,
};
inline constexpr double binet_slope_high_head = 0x1.53fe3451d8e81p-4;

// the rest of Stirling's series of w = 1 / x^2, x > 10
inline constexpr double stirling[7] = {
    0x1.5555555555555p-4, -0x1.6c16c16c1695bp-9, 0x1.a01a019bd9e1ep-11, -0x1.381377462a64fp-11, 0x1.b946c2334811ep-11,
    -0x1.f372188015ea8p-10, 0x1.6799c31f0422fp-8,
};

// the rest of digamma's asymptotic series, x > 10
inline constexpr double digamma_far[7] = {
    0x1.5555555555555p-4, -0x1.1111111110719p-7, 0x1.041040fc4d6b4p-8, -0x1.1110fee37bd83p-8, 0x1.f067bff680dbep-8,
    -0x1.56a05d939f940p-6, 0x1.1d7e1555108e4p-4,
};

// the rest of trigamma's asymptotic series, x > 10
inline constexpr double trigamma_far[8] = {
    0x1.5555555555555p-3, -0x1.111111111102dp-5, 0x1.861861852f2b1p-6, -0x1.11110fa49bc31p-5, 0x1.364c7a8698170p-4,
    -0x1.02f4fe985a20ep-2, 0x1.23a6493aba995p+0, -0x1.52db20e8a8243p+2,
};

// the rest of tetragamma's, x > 10
inline constexpr double tetragamma_far[8] = {
    0x1.0000000000000p-1, -0x1.5555555555142p-3, 0x1.555555533f55ap-3, -0x1.33332fefd4ea7p-2, 0x1.aaa825f5b4d4fp-1,
    -0x1.a4a61f92cc996p+1, 0x1.0fe5ecc4d392dp+4, -0x1.5c6ec4bda5207p+6,
};

inline constexpr double bessel_center = 16.0;
inline constexpr double bessel_start = 8;

// I0 of z = x^2 / 4 beyond the linear term, x < 8
inline constexpr double bessel_i0[15] = {
    0x1.0000000000000p-2, 0x1.c71c71c71c71cp-6, 0x1.c71c71c71c72bp-10, 0x1.23456789abb26p-14, 0x1.02e85c089c074p-19,
    0x1.522a43f5d9c8fp-25, 0x1.522a4401e96a7p-31, 0x1.0b3131ca2635cp-37, 0x1.560199d5fc4ccp-44, 0x1.69c978ea18dcbp-51,
    0x1.41a55c815e572p-58, 0x1.e63b1739f7528p-66, 0x1.438bfdd358732p-73, 0x1.4030dc558e2e9p-81, 0x1.11bdc3a586515p-88,
};

// sqrt(x) exp(-x) I0(x), x > 8
inline constexpr double bessel_i0_far[32] = {
    -0x1.d601fc24b82e2p-56, -0x1.b87969bb93bdep-8, 0x1.dc2eb81250a44p-8, -0x1.02ddcf11651f1p-7, 0x1.1b57369378e85p-7,
    -0x1.389a8d98dca9fp-7, 0x1.5c3e439071ad0p-7, -0x1.88b21773c7a9bp-7, 0x1.c1f16e81cbc31p-7, -0x1.076e79105ea0ep-6,
    0x1.3db89e3d07753p-6, -0x1.8d6abcfc3bcdbp-6, 0x1.010dc8a136849p-5, -0x1.4f93e8ba0a1f2p-5, 0x1.a2b4c7c4b84ebp-5,
    -0x1.c696e0639625ap-5, 0x1.5dbeecdcf4f5cp-5, -0x1.ecfcb0e387d5ep-10, -0x1.03162cb040bccp-4, 0x1.f516e9524be7fp-4,
    -0x1.09e73af1b3ac7p-3, 0x1.12c377c38192ap-4, 0x1.81a920862f823p-6, -0x1.0f6cb0ca8be9bp-4, 0x1.cde9dbd5367efp-6,
    0x1.78ab766732a43p-5, -0x1.67b25df176952p-4, 0x1.38d9d7f2cc468p-4, -0x1.507aaed324753p-5, 0x1.cc099307fcfdcp-7,
    -0x1.722a28ec062e8p-9, 0x1.0cf9bb7ba8cb4p-12,
};
inline constexpr double bessel_i0_far_head = 0x1.9bd428ad249a5p-2;

// I1 of z = x^2 / 4 beyond the linear term, x < 8
inline constexpr double bessel_i1[14] = {
    0x1.5555555555555p-4, 0x1.c71c71c71c71fp-8, 0x1.6c16c16c16b56p-12, 0x1.845c8a0ce7794p-17, 0x1.27e4fb774a01bp-22,
    0x1.522a43fe4bbf3p-28, 0x1.2c97583691fe2p-34, 0x1.ab81fc6d875c0p-41, 0x1.f1753a1a0696ap-48, 0x1.e2762ac05e3f6p-55,
    0x1.8b1bbe07e5f72p-62, 0x1.1aeb50ea16462p-69, 0x1.2d08ea9e8cee5p-77, 0x1.10dfdee0d90d4p-84,
};

// sqrt(x) exp(-x) I1(x), x > 8
inline constexpr double bessel_i1_far[32] = {
    -0x1.4560204a400b1p-58, 0x1.3f796198ee641p-6, -0x1.4dd78c087dd2cp-6, 0x1.5e2e529b11081p-6, -0x1.70f8d8d4a23cfp-6,
    0x1.86e104aa54ee6p-6, -0x1.a0da57634429cp-6, 0x1.c053edcbec2bfp-6, -0x1.e79abea61e448p-6, 0x1.0d4ba9407c5bcp-5,
    -0x1.3003cf7d4dbdbp-5, 0x1.615a73abf2d86p-5, -0x1.a805589b3f4e4p-5, 0x1.03692ad32ae0cp-4, -0x1.376ccb07cd963p-4,
    0x1.556b23d916031p-4, -0x1.2bb9fcb84cb7fp-4, 0x1.10a13a2e5c9f1p-5, 0x1.18298554b74d2p-5, -0x1.96f71c3819cf3p-4,
    0x1.d6226e06b4ebap-4, -0x1.db499615740e3p-5, -0x1.0185e4ca3312ap-5, 0x1.3b86471c9be9ep-4, -0x1.5713a3b44193cp-5,
    -0x1.0c24103287fefp-5, 0x1.40c2c1e6229a8p-4, -0x1.24510d7a76d6ep-4, 0x1.40ed24af5bba8p-5, -0x1.bbf877b668b24p-7,
    0x1.6802318bb11b1p-9, -0x1.070ade7c59ca2p-12,
};
inline constexpr double bessel_i1_far_head = 0x1.8ebe783a84030p-2;

// B_2j / (2j)!, for Euler and Maclaurin's sum
inline constexpr double bernoulli[] = {
    0x1.5555555555555p-4,
    -0x1.6c16c16c16c17p-10,
    0x1.1566abc011567p-15,
    -0x1.bbd779334ef0bp-21,
    0x1.66a8f2bf70ebep-26,
    -0x1.22805d644267fp-31,
    0x1.d6db2c4e09162p-37,
    -0x1.7da4e1f79955cp-42,
    0x1.355871d652e9ep-47,
    -0x1.f57d968caacf1p-53,
    0x1.967e1f09c376fp-58,
    -0x1.497d9033a2b5cp-63,
};

}  // namespace reparamx::table
