// Polynomials and constants of the elementary functions. Made by make_elementary.py; do not edit.
#pragma once

#include <stdint.h>

namespace reparamx {

template <class S>
struct elementary;

template <>
struct elementary<double> {
    // 1 / ln 2 in two parts
    static constexpr double log2_e[] = {
        0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56
    };
    // ln 2 in two parts
    static constexpr double ln2[] = {
        0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56
    };
    // ln 2 in two parts; times an exponent the first is exact
    static constexpr double ln2_split[] = {
        0x1.62e42fefa3800p-1, 0x1.ef35793c76730p-45
    };
    // pi in two parts
    static constexpr double pi[] = {
        0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53
    };
    // pi / 2 in four parts
    static constexpr double half_pi[] = {
        0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110, 0x1.4cf98e8040000p-164
    };
    // pi^2 / 2 in two parts
    static constexpr double half_pi_squared[] = {
        0x1.3bd3cc9be45dep+2, 0x1.692b71366cc04p-52
    };
    // 2 / pi
    static constexpr double two_over_pi = 0x1.45f306dc9c883p-1;
    // 2 / 3 in two parts
    static constexpr double two_thirds[] = {
        0x1.5555555555555p-1, 0x1.5555555555555p-55
    };
    // 2 / 5 in two parts
    static constexpr double two_fifths[] = {
        0x1.999999999999ap-2, -0x1.999999999999ap-56
    };
    // 2^(-1/3) and 2^(1/3)
    static constexpr double cbrt_2[] = {
        0x1.965fea53d6e3dp-1, 0x1.428a2f98d728bp+0
    };
    // tan(pi / 8)
    static constexpr double tan_eighth_pi = 0x1.a827999fcef32p-2;
    // (exp(r) - 1 - r - r^2/2) / r^3 on |r| <= ln(2)/2; largest relative error 2^-53.0
    static constexpr double exp[] = {
        0x1.5555555555556p-3, 0x1.5555555555554p-5, 0x1.11111111109b6p-7, 0x1.6c16c16c1811cp-10, 0x1.a01a01a7c2432p-13,
        0x1.a01a0198aa1acp-16, 0x1.71de0db3c7fe5p-19, 0x1.27e502be5b615p-22, 0x1.af38a02465367p-26,
        0x1.1f2a3923a2202p-29
    };
    // (log((1 + s)/(1 - s))/s - 2) / s^2, of s^2; largest relative error 2^-50.96
    static constexpr double log[] = {
        0x1.5555555555558p-1, 0x1.9999999995310p-2, 0x1.2492492df121ep-2, 0x1.c71c62e369834p-3, 0x1.7462b58fd022bp-3,
        0x1.39fe3d8eccfaap-3, 0x1.2b5a1c93595e9p-3
    };
    // the same for 1 + f in [1, 2]; largest relative error 2^-52.8
    static constexpr double log_unit[] = {
        0x1.5555555555555p-1, 0x1.999999999a23bp-2, 0x1.24924923e3ccep-2, 0x1.c71c7268e8741p-3, 0x1.745cf1e943a1cp-3,
        0x1.3b1897be2285bp-3, 0x1.10addb207a6dfp-3, 0x1.eb7a4269f557ep-4, 0x1.68da52b52bf07p-4, 0x1.4ab2824c91061p-3
    };
    // (log((1 + s)/(1 - s))/s - 2 - 2 s^2/3 - 2 s^4/5) / s^6, of s^2; largest relative error 2^-49.96
    static constexpr double log_tail[] = {
        0x1.2492492492497p-2, 0x1.c71c71c714dbap-3, 0x1.745d1755c03b5p-3, 0x1.3b13a4b2f0794p-3, 0x1.1115c02d5f46ap-3,
        0x1.e0178f2f06b8dp-4, 0x1.da2b0f7b38388p-4
    };
    // (sin(r) - r) / r^3, of r^2, on |r| <= pi/4; largest relative error 2^-54.0
    static constexpr double sin[] = {
        -0x1.5555555555555p-3, 0x1.1111111110ea6p-7, -0x1.a01a019f63ae9p-13, 0x1.71de391ad5fe5p-19,
        -0x1.ae626b36ca3c9p-26, 0x1.5fc20fa767377p-33, -0x1.db1f1babf2d55p-42
    };
    // (cos(r) - 1 + r^2/2) / r^4, of r^2, on |r| <= pi/4; largest relative error 2^-54.0
    static constexpr double cos[] = {
        0x1.5555555555555p-5, -0x1.6c16c16c167b1p-10, 0x1.a01a019eeca8ep-16, -0x1.27e4f99f3337ep-22,
        0x1.1eeaf160eee3ap-29, -0x1.902ba4647aa17p-37
    };
    // (sin(pi r) - pi r) / r^3, of r^2, on |r| <= 1/4; largest relative error 2^-52.8
    static constexpr double sinpi[] = {
        -0x1.4abbce625be52p+2, 0x1.466bc6775a43fp+1, -0x1.32d2cce4f8884p-1, 0x1.507831fcaf365p-4,
        -0x1.e3026f2cdf14fp-8, 0x1.e4a37757528dbp-12
    };
    // (cos(pi r) - 1 + pi^2 r^2/2) / r^4, of r^2, on |r| <= 1/4; largest relative error 2^-53.76
    static constexpr double cospi[] = {
        0x1.03c1f081b5ac4p+2, -0x1.55d3c7e3cc182p+0, 0x1.e1f5068910b54p-3, -0x1.a6d1f1ca730ecp-6,
        0x1.f9d0f43237d0dp-10, -0x1.b3f8a6ed45dcdp-14
    };
    // (sinh(r) - r) / r^3, of r^2, on |r| <= ln(2)/2; largest relative error 2^-53.0
    static constexpr double sinh[] = {
        0x1.5555555555556p-3, 0x1.1111111110269p-7, 0x1.a01a01acfc696p-13, 0x1.71ddfb013c6d0p-19,
        0x1.af61ba4955774p-26
    };
    // (cosh(r) - 1) / r^2, of r^2, on |r| <= ln(2)/2; largest relative error 2^-64.32
    static constexpr double cosh[] = {
        0x1.0000000000000p-1, 0x1.5555555555556p-5, 0x1.6c16c16c15feep-10, 0x1.a01a01a81fc1fp-16,
        0x1.27e4d80280090p-22, 0x1.1f790af3df1d9p-29
    };
    // (asin(x) - x) / x^3, of x^2, on |x| <= 1/2; largest relative error 2^-53.0
    static constexpr double asin[] = {
        0x1.5555555555556p-3, 0x1.3333333332c6bp-4, 0x1.6db6db6e6d877p-5, 0x1.f1c71bf931327p-6, 0x1.6e8bb788b28bdp-6,
        0x1.1c4cad586b73ep-6, 0x1.c9df037871e3dp-7, 0x1.7788fe3c74ce6p-7, 0x1.5648700a62089p-7, 0x1.42eb06c1c0e7dp-8,
        0x1.34d2c62d8af22p-6, -0x1.187f4296d7630p-6, 0x1.f0979d1fcdd4bp-6
    };
    // (atan(x) - x) / x^3, of x^2, on |x| <= tan(pi/8); largest relative error 2^-53.22
    static constexpr double atan[] = {
        -0x1.5555555555555p-2, 0x1.999999999942fp-3, -0x1.249249243d9acp-3, 0x1.c71c7188c883cp-4,
        -0x1.745d0b9d5eea7p-4, 0x1.3b126bfb20f30p-4, -0x1.10fae55568701p-4, 0x1.dfece0ffa7e99p-5,
        -0x1.a0b89b0350437p-5, 0x1.41b416d714885p-5, -0x1.3ae83dd3e6b93p-6
    };
    // x^(-1/3) on [1, 2]; largest relative error 2^-17.41
    static constexpr double inverse_cbrt[] = {
        0x1.c7f3df3f834e6p+0, -0x1.90e91561df0edp+0, 0x1.3e6b7794f0b08p+0, -0x1.322064ba1434fp-1, 0x1.3fa830baf82e3p-3,
        -0x1.16dd71b0f29b8p-6
    };
};

template <>
struct elementary<float> {
    // 1 / ln 2 in two parts
    static constexpr float log2_e[] = {
        0x1.7154760000000p+0f, 0x1.4ae0c00000000p-26f
    };
    // ln 2 in two parts
    static constexpr float ln2[] = {
        0x1.62e4300000000p-1f, -0x1.05c6100000000p-29f
    };
    // ln 2 in two parts; times an exponent the first is exact
    static constexpr float ln2_split[] = {
        0x1.62e4000000000p-1f, 0x1.7f7d1c0000000p-20f
    };
    // pi in two parts
    static constexpr float pi[] = {
        0x1.921fb60000000p+1f, -0x1.777a5c0000000p-24f
    };
    // pi / 2 in four parts
    static constexpr float half_pi[] = {
        0x1.921fb60000000p+0f, -0x1.777a5c0000000p-25f, -0x1.ee59da0000000p-50f, 0x1.98a2e00000000p-77f
    };
    // pi^2 / 2 in two parts
    static constexpr float half_pi_squared[] = {
        0x1.3bd3cc0000000p+2f, 0x1.37c8bc0000000p-23f
    };
    // 2 / pi
    static constexpr float two_over_pi = 0x1.45f3060000000p-1f;
    // 2 / 3 in two parts
    static constexpr float two_thirds[] = {
        0x1.5555560000000p-1f, -0x1.5555560000000p-26f
    };
    // 2 / 5 in two parts
    static constexpr float two_fifths[] = {
        0x1.99999a0000000p-2f, -0x1.99999a0000000p-28f
    };
    // 2^(-1/3) and 2^(1/3)
    static constexpr float cbrt_2[] = {
        0x1.965fea0000000p-1f, 0x1.428a300000000p+0f
    };
    // tan(pi / 8)
    static constexpr float tan_eighth_pi = 0x1.a8279a0000000p-2f;
    // (exp(r) - 1 - r - r^2/2) / r^3 on |r| <= ln(2)/2; largest relative error 2^-23.6
    static constexpr float exp[] = {
        0x1.5555560000000p-3f, 0x1.55551a0000000p-5f, 0x1.11112c0000000p-7f, 0x1.6d10ea0000000p-10f,
        0x1.a0892c0000000p-13f
    };
    // (log((1 + s)/(1 - s))/s - 2) / s^2, of s^2; largest relative error 2^-21.68
    static constexpr float log[] = {
        0x1.55555c0000000p-1f, 0x1.997aa20000000p-2f, 0x1.2f2b1e0000000p-2f
    };
    // the same for 1 + f in [1, 2]; largest relative error 2^-25.0
    static constexpr float log_unit[] = {
        0x1.5555560000000p-1f, 0x1.9997b20000000p-2f, 0x1.2500ba0000000p-2f, 0x1.b5e6540000000p-3f,
        0x1.fafd860000000p-3f
    };
    // (log((1 + s)/(1 - s))/s - 2 - 2 s^2/3 - 2 s^4/5) / s^6, of s^2; largest relative error 2^-21.05
    static constexpr float log_tail[] = {
        0x1.2492520000000p-2f, 0x1.c6f2b40000000p-3f, 0x1.82d95c0000000p-3f
    };
    // (sin(r) - r) / r^3, of r^2, on |r| <= pi/4; largest relative error 2^-24.99
    static constexpr float sin[] = {
        -0x1.5555560000000p-3f, 0x1.1112440000000p-7f, -0x1.a160dc0000000p-13f, 0x1.c7703e0000000p-19f
    };
    // (cos(r) - 1 + r^2/2) / r^4, of r^2, on |r| <= pi/4; largest relative error 2^-24.0
    static constexpr float cos[] = {
        0x1.5555540000000p-5f, -0x1.6c123c0000000p-10f, 0x1.9b8a860000000p-16f
    };
    // (sin(pi r) - pi r) / r^3, of r^2, on |r| <= 1/4; largest relative error 2^-25.75
    static constexpr float sinpi[] = {
        -0x1.4abbce0000000p+2f, 0x1.466ae80000000p+1f, -0x1.323c800000000p-1f, 0x1.1c378e0000000p-4f
    };
    // (cos(pi r) - 1 + pi^2 r^2/2) / r^4, of r^2, on |r| <= 1/4; largest relative error 2^-24.18
    static constexpr float cospi[] = {
        0x1.03c1f00000000p+2f, -0x1.55d0680000000p+0f, 0x1.dd27b60000000p-3f
    };
    // (sinh(r) - r) / r^3, of r^2, on |r| <= ln(2)/2; largest relative error 2^-25.0
    static constexpr float sinh[] = {
        0x1.5555560000000p-3f, 0x1.110e200000000p-7f, 0x1.a6ea9a0000000p-13f
    };
    // (cosh(r) - 1) / r^2, of r^2, on |r| <= ln(2)/2; largest relative error 2^-28.16
    static constexpr float cosh[] = {
        0x1.0000000000000p-1f, 0x1.5555020000000p-5f, 0x1.6d2e480000000p-10f
    };
    // (asin(x) - x) / x^3, of x^2, on |x| <= 1/2; largest relative error 2^-24.0
    static constexpr float asin[] = {
        0x1.5555540000000p-3f, 0x1.3335bc0000000p-4f, 0x1.6cf0de0000000p-5f, 0x1.03c00e0000000p-5f,
        0x1.d25f000000000p-7f, 0x1.3bce640000000p-5f
    };
    // (atan(x) - x) / x^3, of x^2, on |x| <= tan(pi/8); largest relative error 2^-24.0
    static constexpr float atan[] = {
        -0x1.5555540000000p-2f, 0x1.9996b20000000p-3f, -0x1.240f480000000p-3f, 0x1.b6a8dc0000000p-4f,
        -0x1.03b6b20000000p-4f
    };
    // x^(-1/3) on [1, 2]; largest relative error 2^-14.7
    static constexpr float inverse_cbrt[] = {
        0x1.ab84b00000000p+0f, -0x1.2c3f920000000p+0f, 0x1.6411da0000000p-1f, -0x1.c510e80000000p-3f,
        0x1.d4664c0000000p-6f
    };
};

// The bits of 2 / pi: a word before the binary point, and 19 after it.
inline constexpr uint64_t two_over_pi_words[] = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
    0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41,
    0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab
};

}  // namespace reparamx
