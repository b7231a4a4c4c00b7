using AwesomeAssertions;
using k8s.Models;
using Xunit;

namespace ActorLstm.Host.Tests.Deployment;

/// <summary>The manifests of <c>deploy/kubernetes</c>, put together by kubectl.</summary>
public sealed class KubernetesTests
{
    public static TheoryData<string> Folders => ["service"];

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
                .Should().AllSatisfy(probe => container.Ports.Select(port => port.Name).Should().Contain(probe.HttpGet.Port.Value));
        }
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

        void ShouldChoose(IDictionary<string, string>? labels, IEnumerable<string> ports) =>
            manifests.Chosen(labels).Should().NotBeEmpty().And.AllSatisfy(pod => ports.Should().BeSubsetOf(pod.Spec.Containers.Single().Ports.Select(port => port.Name)));
    }

    [Fact]
    public async Task The_service_may_ask_Kubernetes_for_nothing() =>
        (await Manifests.BuildAsync("service")).Pods.Should().AllSatisfy(pod => pod.Spec.AutomountServiceAccountToken.Should().BeFalse());
}
