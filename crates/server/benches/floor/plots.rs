//! Plots as SVG: throughput and latency by connections, cost by stored bookings.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;

use crate::curve::CONNECTIONS;
use crate::figures::Figures;

const SIZE: (u32, u32) = (720, 420);
const FONT: &str = "sans-serif";

type Drawn = Result<(), Box<dyn Error>>;

/// A line of a plot.
struct Curve {
    called: &'static str,
    color: RGBColor,
    points: Vec<(f64, f64)>,
}

/// A plot with two axes that count by factors.
struct Plot<'a> {
    title: &'a str,
    x: &'a str,
    y: &'a str,
    curves: Vec<Curve>,
}

/// Draws what was measured.
pub fn draw(figures: &Figures, folder: &Path) {
    let plots = [
        (
            "throughput.svg",
            by_connections(figures, "", "answers a second", "Bookings by connections"),
        ),
        (
            "latency.svg",
            by_connections(
                figures,
                " p99 ms",
                "p99, ms",
                "How long a booking takes by connections",
            ),
        ),
        ("growth.svg", by_stored(figures)),
    ];
    for (name, plot) in plots {
        if plot.curves.is_empty() {
            continue;
        }
        if let Err(error) = drawn(&plot, &folder.join(name)) {
            eprintln!("{name} could not be drawn: {error}");
        }
    }
}

fn by_connections<'a>(figures: &Figures, what: &str, y: &'a str, title: &'a str) -> Plot<'a> {
    let curve = |called, color, name: &str| {
        let points = CONNECTIONS.into_iter().filter_map(|connections| {
            let spread = figures.spread(&format!("{name} curve {connections}{what}"))?;
            Some((connections as f64, spread.median))
        });
        let points: Vec<_> = points.collect();
        (!points.is_empty()).then_some(Curve {
            called,
            color,
            points,
        })
    };
    let curves = [
        curve("bare POST", RGBColor(120, 120, 120), "floor"),
        curve("SQLite", RGBColor(0, 107, 164), "sqlite"),
        curve("PostgreSQL", RGBColor(200, 82, 0), "postgres"),
    ];
    Plot {
        title,
        x: "connections",
        y,
        curves: curves.into_iter().flatten().collect(),
    }
}

/// What one booking and one search cost, in microseconds of the whole machine, among few and among many.
fn by_stored(figures: &Figures) -> Plot<'static> {
    let curve = |called, color, name: &str| {
        let cost = |which: &str| {
            let spread = figures.spread(&format!("{name} among {which}"))?;
            Some(1e6 / spread.median)
        };
        let points = vec![(1_000.0, cost("few")?), (1_000_000.0, cost("many")?)];
        Some(Curve {
            called,
            color,
            points,
        })
    };
    let curves = [
        curve("booking, SQLite", RGBColor(0, 107, 164), "sqlite post"),
        curve("booking, PostgreSQL", RGBColor(200, 82, 0), "postgres post"),
        curve(
            "search, SQLite",
            RGBColor(95, 158, 209),
            "sqlite availability",
        ),
        curve(
            "search, PostgreSQL",
            RGBColor(255, 188, 121),
            "postgres availability",
        ),
    ];
    Plot {
        title: "What one costs by stored bookings",
        x: "stored bookings",
        y: "µs, 64 connections",
        curves: curves.into_iter().flatten().collect(),
    }
}

fn drawn(plot: &Plot<'_>, path: &Path) -> Drawn {
    let area = SVGBackend::new(path, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let all = || plot.curves.iter().flat_map(|curve| &curve.points);
    let ends = |of: fn(&(f64, f64)) -> f64| {
        let (least, most) = all()
            .map(of)
            .fold((f64::MAX, f64::MIN), |(least, most), value| {
                (least.min(value), most.max(value))
            });
        least * 0.8..most * 1.25
    };
    let (x, y) = (ends(|point| point.0), ends(|point| point.1));
    let mut chart = ChartBuilder::on(&area)
        .caption(plot.title, (FONT, 18))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(70)
        .build_cartesian_2d(x.log_scale(), y.log_scale())?;
    chart
        .configure_mesh()
        .x_desc(plot.x)
        .y_desc(plot.y)
        .light_line_style(WHITE.mix(0.0))
        .x_label_formatter(&|value| format!("{value:.0}"))
        .y_label_formatter(&|value| {
            if *value < 10.0 {
                format!("{value:.1}")
            } else {
                format!("{value:.0}")
            }
        })
        .draw()?;
    for curve in &plot.curves {
        let color = curve.color;
        chart
            .draw_series(
                LineSeries::new(curve.points.clone(), color.stroke_width(2)).point_size(3),
            )?
            .label(curve.called)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .border_style(BLACK.mix(0.3))
        .background_style(WHITE.mix(0.8))
        .position(SeriesLabelPosition::LowerRight)
        .draw()?;
    area.present()?;
    Ok(())
}
