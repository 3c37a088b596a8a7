"""The demo: every line within its stated bound of the exact answer, and the exact answers themselves."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import numpy as np
import pytest

from reparamx.demo import SAMPLES, gaussian, logistic, network, pictures, run
from reparamx.demo.report import FALSE_ALARM, Line, line, progress


@pytest.fixture(scope="module")
def fitted():
    return logistic.fit(seed=0)


def by_differences(function, theta, step=1e-5):
    """Central differences of ``function(theta)[0]`` by every element."""
    gradient = {}
    for key, value in theta.items():
        gradient[key] = np.zeros_like(value)
        for at in np.ndindex(value.shape):
            up, down = ({**theta, key: value.copy()} for _ in range(2))
            up[key][at] += step
            down[key][at] -= step
            gradient[key][at] = (function(up)[0] - function(down)[0]) / (2 * step)
    return gradient


@pytest.mark.parametrize("exact", [network.exact_bernoulli, network.exact_normal])
def test_exact_gradient_of_the_network_matches_finite_differences(exact):
    _, gradient = exact(network.WEIGHTS)
    for key, expected in by_differences(exact, network.WEIGHTS).items():
        np.testing.assert_allclose(gradient[key], expected, rtol=1e-7, atol=1e-9)


def test_exact_gradient_of_the_elbo_matches_finite_differences():
    data = logistic.load()
    theta = {"loc": 0.2 * np.cos(np.arange(31.0)), "log_scale": -1 + 0.3 * np.sin(np.arange(31.0))}
    _, gradient = logistic.exact_elbo(theta, data.x, data.t)
    expected = by_differences(lambda at: logistic.exact_elbo(at, data.x, data.t), theta)
    for key, value in expected.items():
        np.testing.assert_allclose(gradient[key], value, rtol=1e-6, atol=1e-6)


def test_exact_elbo_matches_gauss_hermite_quadrature_where_that_is_exact(monkeypatch):
    data = logistic.load()
    theta = {"loc": 0.2 * np.cos(np.arange(31.0)), "log_scale": np.full(31, -3.0)}
    value, _ = logistic.exact_elbo(theta, data.x, data.t)
    nodes, weights = np.polynomial.hermite_e.hermegauss(64)
    monkeypatch.setattr(logistic, "NODES", nodes)
    monkeypatch.setattr(logistic, "WEIGHTS", weights / weights.sum())
    assert logistic.exact_elbo(theta, data.x, data.t)[0] == pytest.approx(value, rel=1e-10)


def test_data_are_the_569_tumours_split_three_to_one():
    data = logistic.load()
    assert data.x.shape == (427, 31)
    assert data.held_x.shape == (142, 31)
    assert len(data.names) == 31
    assert (data.t > 0).sum() + (data.held_t > 0).sum() == 357
    np.testing.assert_allclose(data.x[:, :-1].mean(axis=0), 0, atol=1e-12)


@pytest.mark.parametrize("part", [gaussian, network])
def test_lines_are_within_their_bounds(part, seed):
    """400,000 samples each; false alarm 1e-6 a line."""
    for one in part.lines(400_000, seed):
        assert abs(one.z) <= one.bound, str(one)
        assert one.stderr > 0


def test_fitted_posterior_is_within_its_bounds(fitted, seed):
    for one in logistic.lines(fitted, 20_000, seed):
        assert abs(one.z) <= one.bound, str(one)


def test_fit_reaches_the_optimum_and_predicts(fitted):
    """-57.03 is where the same descent with exact gradients ends; another optimum or a biased gradient is lower."""
    value, _ = logistic.exact_elbo(fitted.theta, fitted.x, fitted.t)
    assert value == pytest.approx(-57.03, abs=0.05)
    assert logistic.held_out_accuracy(fitted) > 0.96


def test_bound_is_the_stated_false_alarm():
    """Of 4e6 normal z-scores about FALSE_ALARM lie beyond the bound of one element: 4 expected, 20 has p < 1e-8."""
    one = Line("", 0, 1, 0, elements=1, rate=1)
    beyond = np.abs(np.random.default_rng(0).standard_normal(4_000_000)) > one.bound
    assert beyond.sum() < 20
    assert FALSE_ALARM == 1e-6


def test_wrong_estimates_are_beyond_the_bound():
    assert not abs(line("", 1.06, 0.01, 1.0, 1).z) <= 5.0
    assert not abs(line("", [1.0, np.nan], [0.1, 0.1], [1.0, 1.0], 1).z) <= 5.0
    assert not abs(line("", 1.1, 0.0, 1.0, 1).z) <= 5.0


def test_progress_is_five_lines_where_nobody_watches():
    out = io.StringIO()
    assert list(progress(600, lambda: "so far", out)) == list(range(600))
    assert out.getvalue().count("\n") == 5
    assert "600/600  so far" in out.getvalue()
    assert "\r" not in out.getvalue()


def test_pictures_are_written(tmp_path, fitted):
    pytest.importorskip("matplotlib", reason="pictures need matplotlib; the test extra installs it")
    written = pictures.draw(tmp_path / "new", fitted, seed=0)
    assert sorted(path.name for path in written) == ["elbo.png", "gradient.png", "weights.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)


def test_run_without_matplotlib_says_so(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(pictures, "available", lambda: False)
    run(tmp_path / "none", samples=1000)
    assert "matplotlib is not installed" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_command_runs_in_under_a_minute(tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "reparamx", "demo", "--output", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    verdict = re.search(r"^(\d+) lines, all within their bounds; ([\d.]+) s$", done.stdout, re.MULTILINE)
    assert verdict, done.stdout
    assert int(verdict[1]) == 17
    assert float(verdict[2]) < 60
    assert SAMPLES >= 1_000_000


@pytest.mark.parametrize(
    ("arguments", "status", "expected"),
    [
        (["--version"], 0, r"^0\.\d+\.\d+$"),
        (["config"], 0, r"portable"),
        (["config"], 0, r"numpy"),
        ([], 2, r"usage: python -m reparamx"),
        (["nonsense"], 2, r"invalid choice"),
    ],
)
def test_command_line(arguments, status, expected):
    done = subprocess.run([sys.executable, "-m", "reparamx", *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == status
    assert re.search(expected, (done.stdout or done.stderr).strip(), re.MULTILINE | re.IGNORECASE)
