#pragma once
// The port to what scores: a model that is loaded and ready. ONNX Runtime here, remote ones later.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/models/model_registry.hpp"
#include "platform/base/clock.hpp"

namespace ontos {

/// What a row has one value of, and where that lies.
struct BatchColumn {
    /// score: of a classifier's label.
    enum class Role { input, prediction, score };

    std::string name;  ///< of an input as clients name it; "x[2]" of a row that has no names
    Role role = Role::input;
    ElementType type = ElementType::float32;
    std::size_t tensor = 0;  ///< counted through inputs, then outputs
    std::size_t offset = 0;  ///< of its element within a row of the tensor
};

/// The elements of a tensor, row after row.
struct BatchTensor {
    const void* data = nullptr;  ///< null if they are texts, not there yet, or not one row a row
    std::size_t row_elements = 0;
};

/// Rows of one request, decoded to tensors and, after `run`, their predictions. Owned by one thread
/// at a time. What it shows lives as long as it does.
class Batch {
public:
    virtual ~Batch() = default;
    virtual std::size_t rows() const = 0;
    /// What was ignored: names of extra columns.
    virtual const std::vector<std::string>& warnings() const = 0;

    /// The same for every batch of a model version. A null of the query is NaN in a column of
    /// floats; in others it has become the column's default.
    virtual std::span<const BatchColumn> columns() const = 0;
    /// The numbers of a tensor that columns name.
    virtual BatchTensor tensor(std::size_t index) const = 0;
    /// The value of a column of texts; "" where there is none.
    virtual std::string_view text(const BatchColumn& column, std::size_t row) const = 0;
};

/// A loaded model. Thread safe; destroyed off the I/O threads.
class ServedModel {
public:
    virtual ~ServedModel() = default;

    virtual const Signature& signature() const = 0;

    /// Decodes the body of a query: `inputs` in any of its forms, `dataframe_split`,
    /// `dataframe_records` or `instances` (API.md, "Reading inputs"). `body` has
    /// api::Request::body_padding readable bytes behind its end. Throws Failure{invalid} with a
    /// violation for each mistake: row, column, expected, found (at most 20).
    virtual std::unique_ptr<Batch> read(std::string_view body) const = 0;

    /// Scores. Throws Failure{timeout} when the deadline passes (the run is cancelled),
    /// Failure{unprocessable, model_refused_input} when the model has scored other rows and fails
    /// on a value in these, and Failure{internal} when the runtime fails.
    virtual void run(Batch& batch, SteadyTime deadline) const = 0;

    /// Appends the members `"predictions":[...]`, then `"probabilities"` and `"warnings"` where
    /// there are any, without braces. Returns how many values were NaN or infinite (written null).
    virtual std::size_t write(const Batch& batch, std::string& out) const = 0;

    /// Resident bytes that the load added, measured; a lower bound.
    virtual std::uint64_t memory_bytes() const = 0;
};

/// Thread safe. `load` may take seconds.
class ServingBackend {
public:
    virtual ~ServingBackend() = default;
    /// Loads from the artifact's folder, and scores the input example (or zeros) once, so that the
    /// first request is not the slow one. Throws Failure{unprocessable, model_load_failed} with the
    /// reason, also where the model fails on its own example; zeros may fail.
    virtual std::shared_ptr<const ServedModel> load(const RegisteredVersion& version,
                                                    const std::filesystem::path& folder) = 0;
};

}  // namespace ontos
