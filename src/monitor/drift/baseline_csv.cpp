// From checked rows to a sample.
#include "monitor/drift/baseline_csv.hpp"

#include "deploy/models/baseline.hpp"

namespace ontos {
namespace {

constexpr std::size_t sample_bytes_max = 256u << 20;
constexpr std::uint64_t rows_between_reports = 4096;

BaselineRows read_columns(const std::filesystem::path& csv, const Signature& signature,
                          std::vector<SampledColumn> wanted, const OnRows& on_rows) {
    BaselineReader reader{csv, signature};
    std::vector<SampledColumn> columns;
    std::vector<std::size_t> places;
    std::vector<std::string> others = reader.header();
    for (auto& column : wanted) {
        const auto found = std::ranges::find(reader.header(), column.name);
        if (found == reader.header().end()) continue;
        places.push_back(static_cast<std::size_t>(found - reader.header().begin()));
        std::erase(others, column.name);
        columns.push_back(std::move(column));
    }
    const auto rows_max = RowSample::rows_within(columns, sample_bytes_max);
    BaselineRows made{RowSample{std::move(columns), rows_max}, std::move(others)};
    auto& sample = made.sample;
    while (reader.next()) {
        sample.next_row();
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (sample.columns()[i].type != ElementType::string)
                sample.set(i, reader.number(places[i]));
            else if (!reader.is_missing(places[i]))
                sample.set(i, std::string_view{reader.text(places[i])});
        }
        if (reader.rows() % rows_between_reports == 0) on_rows(reader.rows());
    }
    on_rows(reader.rows());
    return made;
}

}  // namespace

std::vector<SampledColumn> input_columns(const Signature& signature) {
    std::vector<SampledColumn> columns;
    for (const auto& input : signature.inputs)
        if (is_column(input)) columns.push_back({input.name, FeatureRole::input, input.type});
    return columns;
}

BaselineRows read_baseline_csv(const std::filesystem::path& csv, const Signature& signature,
                               const OnRows& on_rows) {
    return read_columns(csv, signature, input_columns(signature), on_rows);
}

BaselineRows read_baseline_csv(const std::filesystem::path& csv, const OnRows& on_rows) {
    const Signature found{columns_found(csv), {}};
    auto columns = input_columns(found);
    for (auto& column : columns)
        if (column.name == prediction_column) column.role = FeatureRole::prediction;
    return read_columns(csv, found, std::move(columns), on_rows);
}

}  // namespace ontos
