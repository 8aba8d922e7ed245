#pragma once
// A server with baselines, whose registry knows one model and whose backend scores people by hand.

#include <boost/json.hpp>
#include <fstream>

#include "deploy/models/test_folder.hpp"
#include "monitor/drift/drift_queries.hpp"
#include "monitor/drift/test_drift.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/ids.hpp"
#include "platform/tasks/worker_pool.hpp"

namespace ontos {

class PeopleRegistry final : public ModelRegistry {
public:
    RegisteredVersion resolve(const std::string& full_name, const std::string& version) override {
        if (full_name != "a.b.people")
            throw Failure{FailureKind::not_found, "no model " + full_name}.code("model_not_found");
        RegisteredVersion found;
        found.ref = {full_name, version == "latest" ? "1" : version};
        found.status = VersionStatus::READY;
        for (const auto& column : test_columns()) {
            if (column.role != FeatureRole::input) continue;
            auto& input = found.signature.inputs.emplace_back();
            input.name = column.name;
            input.type = column.type;
        }
        return found;
    }
    void require_there(sql::Transaction&, const RegisteredVersion&) override {}
    std::filesystem::path fetch(const RegisteredVersion&) override { return "/nowhere"; }
    bool is_intact(const RegisteredVersion&) override { return true; }
};

/// Reads `dataframe_split`, and refuses a person without an age; a person's score is half of it.
class PeopleModel final : public ServedModel {
public:
    const Signature& signature() const override { return signature_; }
    std::unique_ptr<Batch> read(std::string_view body) const override {
        const auto sent = boost::json::parse(boost::json::string_view{body.data(), body.size()});
        std::vector<ColumnsBatch::Row> rows;
        for (const auto& row : sent.at("dataframe_split").at("data").as_array()) {
            const auto& cells = row.as_array();
            const auto number = [&](std::size_t at) {
                return cells[at].is_null() ? NAN : cells[at].to_number<float>();
            };
            if (cells[0].is_null())
                throw Failure{FailureKind::invalid, "age: expected a number, found null"};
            rows.push_back({number(0), number(1),
                            cells[2].is_null() ? "" : std::string{cells[2].as_string()}});
        }
        return std::make_unique<ColumnsBatch>(std::move(rows));
    }
    void run(Batch&, SteadyTime) const override {}
    std::size_t write(const Batch&, std::string&) const override { return 0; }
    std::uint64_t memory_bytes() const override { return 1; }

private:
    Signature signature_;
};

class PeopleBackend final : public ServingBackend {
public:
    bool is_broken = false;
    std::shared_ptr<const ServedModel> load(const RegisteredVersion&,
                                            const std::filesystem::path&) override {
        if (is_broken) throw Failure{FailureKind::unprocessable, "the file is broken"};
        return std::make_shared<PeopleModel>();
    }
};

class BaselinesTest : public ProfilesTest {
protected:
    struct Server {
        explicit Server(BaselinesTest& test)
            : process{test.start()},
              baselines{{.database = test.database(),
                         .clock = test.clock_,
                         .random = test.random_,
                         .registry = test.registry_,
                         .backend = test.backend_,
                         .pool = pool,
                         .layouts = process->layouts,
                         .table = process->table,
                         .profiles = *process->profiles,
                         .redactor = test.redactor_,
                         .directory = directory(),
                         .find_endpoint = find(),
                         .registered = [&test](Timestamp) { return test.registered_; },
                         .folder = test.folder_ / "uploads"}},
              comparer{baselines, *process->profiles, process->table, test.clock_,
                       [](const EndpointId&, std::int64_t) { return std::nullopt; }},
              standings{test.database(), test.clock_, comparer, find()},
              queries{comparer, standings, test.clock_, directory(), find()} {}

        static EndpointDirectory directory() {
            return {.find = {}, .list = [] {
                        const TestPeopleSeries series;
                        return std::vector<EndpointInfo>{{series.endpoint, "people", "1"}};
                    }};
        }
        static FindDriftEndpoint find() {
            return [](std::string_view reference) -> std::optional<DriftEndpoint> {
                const TestPeopleSeries series;
                const EndpointId elsewhere{"0198c0de-0000-7000-8000-000000000002"};
                if (reference == "elsewhere" || reference == elsewhere.text)
                    return DriftEndpoint{elsewhere, "elsewhere", {{"their people", "3"}}, true};
                if (reference != "people" && reference != series.endpoint.text) return std::nullopt;
                return DriftEndpoint{series.endpoint, "people", {{"a.b.people", "1"}}};
            };
        }

        WorkerPool pool{"loading", 2, 100};
        std::unique_ptr<Process> process;
        Baselines baselines;
        Comparer comparer;
        Standings standings;
        DriftQueries queries;
    };
    std::unique_ptr<Server> serve() { return std::make_unique<Server>(*this); }

    void TearDown() override {
        std::filesystem::remove_all(folder_);
        ProfilesTest::TearDown();
    }

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories(folder_);
        std::ofstream{folder_ / name} << text;
        return folder_ / name;
    }
    static std::string csv_of(std::size_t rows, std::uint64_t seed = 1) {
        std::string csv = "age,height,city\n";
        TestPeople people{seed};
        for (std::size_t i = 0; i < rows; ++i) {
            const auto row = people.next();
            csv +=
                std::to_string(row.age) + "," + std::to_string(row.height) + "," + row.city + "\n";
        }
        return csv;
    }
    /// As the form of a request.
    api::Form<NewBaseline> upload(const std::string& csv) {
        const auto path = write("sent-" + std::to_string(++sent_) + ".csv", csv);
        api::Form<NewBaseline> form;
        form.baseline = api::UploadedFile{path, "b.csv", csv.size(), sha256_hex(csv)};
        form.model_name = "a.b.people";
        form.model_version = "1";
        form.wait = 60;
        return form;
    }
    ModelBaseline send(Server& server, const std::string& csv) {
        return server.baselines.create_baseline(upload(csv), {{}, {"ann", "req-1"}}, {}).value;
    }
    /// A window of 5 minutes, and the judgement after it.
    void pass_window(Server& server, TestPeople& people, int rows, float age_factor = 1) {
        for (int i = 0; i < rows; ++i)
            TestPeopleSeries{}.tell(*server.process->profiles, {people.next(age_factor)});
        server.process->profiles->flush();
        clock_.set(round_down(clock_.now(), std::chrono::minutes{5}) + std::chrono::seconds{311});
        server.process->profiles->roll_up();
        server.standings.step();
    }

    const std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() /
        ("ontos_drift_" + new_id(clock_, random_) + std::to_string(::getpid()));
    PeopleRegistry registry_;
    PeopleBackend backend_;
    std::vector<RegisteredBaseline> registered_;
    int sent_ = 0;
};

}  // namespace ontos
