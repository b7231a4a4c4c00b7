using AwesomeAssertions;
using k8s.Models;
using Xunit;

namespace ActorLstm.Host.Tests.Deployment;

/// <summary>The manifests of <c>deploy/kubernetes</c>, put together by kubectl.</summary>
public sealed class KubernetesTests
{
    private const string Cluster = "cluster";

    public static TheoryData<string> Folders => ["service", Cluster];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Containers_may_do_nothing_that_they_need_not(string folder)
    {
        foreach (var pod in (await Manifests.BuildAsync(folder)).Pods)
        {
            pod.Spec.SecurityContext.Should().Match<V1PodSecurityContext>(all => all.RunAsNonRoot == true && all.RunAsUser > 0 && all.SeccompProfile.Type == "RuntimeDefault");
            pod.Spec.Containers.Should().ContainSingle().Which.SecurityContext.Should().Match<V1SecurityContext>(
                own => own.ReadOnlyRootFilesystem == true && own.AllowPrivilegeEscalation == false && own.Capabilities.Drop.SequenceEqual(new[] { "ALL" }) && own.Privileged != true);
            (pod.Spec.HostNetwork ?? pod.Spec.HostPID ?? pod.Spec.HostIPC).Should().BeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Containers_say_what_they_take_and_how_they_are_asked_whether_they_are_well(string folder)
    {
        foreach (var container in (await Manifests.BuildAsync(folder)).Pods.SelectMany(pod => pod.Spec.Containers))
        {
            container.Resources.Requests.Keys.Should().BeEquivalentTo("cpu", "memory");
            container.Resources.Limits.Keys.Should().BeEquivalentTo("cpu", "memory");
            new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }
                .Should().AllSatisfy(probe => container.Ports.Any(port => Asks(probe, port)).Should().BeTrue());
        }

        static bool Asks(V1Probe probe, V1ContainerPort port) => probe.HttpGet is { } http
            ? http.Port.Value == port.Name
            : probe.Exec.Command.SequenceEqual(new[] { "/opt/actorlstm/health.sh", $"{port.ContainerPort}" });
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task What_is_mounted_is_there_and_secrets_come_from_elsewhere(string folder)
    {
        var manifests = await Manifests.BuildAsync(folder);
        manifests.All<V1Secret>().Should().BeEmpty();
        var claims = manifests.All<V1PersistentVolumeClaim>().Select(claim => claim.Metadata.Name).ToList();
        var maps = manifests.All<V1ConfigMap>().Select(map => map.Metadata.Name).ToList();
        foreach (var pod in manifests.Pods)
        {
            var templates = manifests.All<V1StatefulSet>().Where(set => set.Spec.Template == pod).SelectMany(set => set.Spec.VolumeClaimTemplates ?? []).Select(claim => claim.Metadata.Name);
            pod.Spec.Containers.Single().VolumeMounts.Select(mount => mount.Name).Should().BeEquivalentTo(pod.Spec.Volumes.Select(volume => volume.Name).Concat(templates));
            pod.Spec.Volumes.Where(volume => volume.PersistentVolumeClaim is not null).Should().AllSatisfy(volume => claims.Should().Contain(volume.PersistentVolumeClaim.ClaimName));
            pod.Spec.Volumes.Where(volume => volume.ConfigMap is not null).Should().AllSatisfy(volume => maps.Should().Contain(volume.ConfigMap.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Whoever_chooses_pods_chooses_some_and_names_ports_that_they_have(string folder)
    {
        var manifests = await Manifests.BuildAsync(folder);
        manifests.All<V1Service>().Should().NotBeEmpty().And.AllSatisfy(service => ShouldChoose(service.Spec.Selector, service.Spec.Ports.Select(port => port.TargetPort.Value)));
        manifests.All<V1NetworkPolicy>().Should().NotBeEmpty().And.AllSatisfy(
            policy => ShouldChoose(policy.Spec.PodSelector.MatchLabels, policy.Spec.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value)));
        manifests.All<V1PodDisruptionBudget>().Should().AllSatisfy(budget => ShouldChoose(budget.Spec.Selector.MatchLabels, []));

        void ShouldChoose(IDictionary<string, string>? labels, IEnumerable<string> ports) =>
            manifests.Chosen(labels).Should().NotBeEmpty().And.AllSatisfy(pod => ports.Should().BeSubsetOf(pod.Spec.Containers.Single().Ports.Select(port => port.Name)));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Nobody_may_ask_Kubernetes_for_anything(string folder) =>
        (await Manifests.BuildAsync(folder)).Pods.Should().AllSatisfy(pod => pod.Spec.AutomountServiceAccountToken.Should().BeFalse());

    [Fact]
    public async Task Every_role_has_pods_and_those_that_work_a_budget_of_their_own()
    {
        var manifests = await Manifests.BuildAsync(Cluster);
        manifests.Pods.Select(RoleOf).Should().BeEquivalentTo("coordinator", "trainer", "sampler");
        manifests.All<V1PodDisruptionBudget>().Select(budget => RoleOf(manifests.Chosen(budget.Spec.Selector.MatchLabels).Should().ContainSingle().Which)).Should().BeEquivalentTo("trainer", "sampler");
    }

    [Fact]
    public async Task A_coordinator_that_stands_by_is_not_waited_for() =>
        (await Manifests.BuildAsync(Cluster)).All<V1StatefulSet>().Single(set => RoleOf(set.Spec.Template) == "coordinator").Spec.Should()
            .Match<V1StatefulSetSpec>(set => set.PodManagementPolicy == "Parallel" && set.UpdateStrategy.Type == "OnDelete");

    [Fact]
    public async Task Only_nodes_reach_what_nodes_say_to_each_other()
    {
        var manifests = await Manifests.BuildAsync(Cluster);
        var policies = manifests.All<V1NetworkPolicy>();
        policies.SelectMany(policy => manifests.Chosen(policy.Spec.PodSelector.MatchLabels)).Distinct().Should().BeEquivalentTo(manifests.Pods);
        policies.Should().AllSatisfy(policy => policy.Spec.PolicyTypes.Should().Equal("Ingress"));
        policies.SelectMany(policy => policy.Spec.Ingress).Where(rule => rule.Ports.Any(port => port.Port.Value == "remoting")).Should().ContainSingle()
            .Which.FromProperty.Should().ContainSingle().Which.Should().Match<V1NetworkPolicyPeer>(
                peer => peer.NamespaceSelector == null && peer.IpBlock == null && manifests.Chosen(peer.PodSelector.MatchLabels).Count == manifests.Pods.Count);
    }

    [Fact]
    public async Task Samplers_reach_neither_the_runs_of_the_others_nor_the_journal()
    {
        var sampler = (await Manifests.BuildAsync(Cluster)).Pods.Single(pod => RoleOf(pod) == "sampler").Spec;
        sampler.Volumes.Should().AllSatisfy(volume => volume.PersistentVolumeClaim.Should().BeNull());
        sampler.Containers.Single().EnvFrom.Should().BeNullOrEmpty();
    }

    private static string RoleOf(V1PodTemplateSpec pod) => pod.Metadata.Labels["app.kubernetes.io/component"];
}
